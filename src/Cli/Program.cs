using System.CommandLine;
using StreamPulse.Cli;
using StreamPulse.Cli.Commands;
using StreamPulse.Hosting;

var root = new RootCommand("StreamPulse: real-time content analytics. Download events in, exact windows in PostgreSQL, live answers out.")
{
    UpCommand.Create(),
    ClusterCommand.Create(),
    GenerateCommand.Create(),
    ImportCommand.Create(),
    ReplayCommand.Create(),
    VerifyCommand.Create(),
    DeadLettersCommand.Create(),
    DescribeCommand.Create(),
    CheckEnvCommand.Create(),
    PsqlCommand.Create(),
    TokenCommand.Create(),
};
root.Options.Add(CommonOptions.Json);
root.Options.Add(CommonOptions.Quiet);
root.Options.Add(CommonOptions.Data);
root.Options.Add(CommonOptions.Kafka);
root.Options.Add(CommonOptions.Topic);

if (args.Length == 0)
{
    Console.Out.Write(Help.Short);
    return ExitCodes.Ok;
}

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"streampulse: {error.Message}");
    Console.Error.WriteLine("See ./streampulse --help, or ./streampulse COMMAND --help.");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync(
    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
