using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace StreamPulse.Cli.Arguments;

/// <summary>Prints the parser's own help of a command, and then its examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    /// <summary>Columns of the help, wherever it is printed.</summary>
    private const int Width = 120;

    private static readonly ConditionalWeakTable<Command, string[]> Examples = [];

    private readonly HelpAction _help;

    public HelpWithExamples(HelpAction help)
    {
        _help = help;
        _help.MaxWidth = Width;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Gives the command its examples, without the name of the program.</summary>
    public static void Add(Command command, params string[] examples) => Examples.Add(command, examples);

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var help = new StringWriter();
        parseResult.InvocationConfiguration.Output = help;
        var code = _help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        foreach (var line in help.ToString().TrimEnd().Split(Environment.NewLine))
            output.WriteLine(line.TrimEnd());
        if (!Examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
            return code;
        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  ./{CommandLine.Name} {example}");
        return code;
    }
}
