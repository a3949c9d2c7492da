using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using StreamPulse.Api;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Commands;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;

namespace StreamPulse.Cli;

/// <summary>The commands and options of the program, and how a call is run.</summary>
internal static class CommandLine
{
    /// <summary>What users type.</summary>
    public const string Name = "streampulse";

    private const string HelpWord = "help";

    /// <summary>The root of all commands.</summary>
    public static Command Create()
    {
        var root = new Command(
            Name,
            "StreamPulse: real-time content analytics. Download events in, exact windows in PostgreSQL, live answers out. Further commands "
            + "build and run what is not part of the program: test, bench, simulate, chaos and fuzz.")
        {
            UpCommand.Create(),
            ClusterCommand.Create(),
            GenerateCommand.Create(),
            ImportCommand.Create(),
            ClockCommand.Create(),
            ReplayCommand.Create(),
            VerifyCommand.Create(),
            DeadLettersCommand.Create(),
            DescribeCommand.Create(),
            CheckEnvCommand.Create(),
            PsqlCommand.Create(),
            TokenCommand.Create(),
            new Command(HelpWord, "Print the help of a command.")
            {
                new Argument<string[]>("COMMAND") { Arity = ArgumentArity.ZeroOrMore },
            }.WithExamples("help import", "help dead-letters retry"),
            new Command("version", "Print the version.").Run(static (_, _) =>
            {
                PrintVersion(Console.Out);
                return Task.FromResult(ExitCodes.Ok);
            }).WithExamples("version"),
            CommonOptions.Json,
            CommonOptions.Quiet,
            CommonOptions.Data,
            CommonOptions.Kafka,
            CommonOptions.Topic,
        };
        root.WithExamples("up", "import access.log", "verify", "help import");
        var help = new HelpOption();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        root.Options.Add(new VersionOption { Action = new VersionAction() });
        return root;
    }

    /// <summary>Runs a call to its end and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0 || args is [HelpWord])
        {
            await Console.Out.WriteAsync(Help.Short);
            return ExitCodes.Ok;
        }

        var call = Create().Parse(args is [HelpWord, .. var words] ? [.. words, "--help"] : args);
        var problems = WrongCall.Describe(call);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                Terminal.Error(problem);
            Terminal.Details($"See ./{WrongCall.PathOf(call.CommandResult.Command)} --help.");
            return ExitCodes.Usage;
        }

        return await call.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }

    private static void PrintVersion(TextWriter output) => output.WriteLine(new ApiOptions().Version);

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            PrintVersion(parseResult.InvocationConfiguration.Output);
            return ExitCodes.Ok;
        }
    }
}
