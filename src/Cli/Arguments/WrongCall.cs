using System.CommandLine;
using System.CommandLine.Parsing;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Cli.Arguments;

/// <summary>What is wrong with a call, in the words of its user.</summary>
internal static class WrongCall
{
    /// <summary>One sentence for each mistake; empty where there is none. Unknown words hide the mistakes that follow from them.</summary>
    public static IReadOnlyList<string> Describe(ParseResult call)
    {
        var command = call.CommandResult.Command;
        var unknown = UnknownOptions(call).Distinct()
            .Select(word => $"{TitleOf(command)} has no option {word}.{Nearest(command, word)}").ToList();
        if (unknown.Count > 0)
            return unknown;
        if (call.UnmatchedTokens is [var first, ..])
        {
            return command.Subcommands.Count > 0
                ? [$"{TitleOf(command)} has no command {first}.{Nearest(command, first)}"]
                : [$"{TitleOf(command)} takes no further argument, and was given {first}."];
        }

        if (call.Action?.ClearsParseErrors == true)
            return [];
        var empty = call.CommandResult.Children.Where(IsEmpty).Select(static r => $"{NameOf(r)} is empty.").ToList();
        return empty.Count > 0 ? empty : [.. call.Errors.Select(Sentence).Distinct()];
    }

    /// <summary>The command with those above it, as it is typed.</summary>
    public static string PathOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } above ? $"{PathOf(above)} {command.Name}" : CommandLine.Name;

    private static string TitleOf(Command command)
        => command.Name == CommandLine.Name ? command.Name : PathOf(command)[(CommandLine.Name.Length + 1)..];

    /// <summary>Words that look like options and are none: left over, or taken for the argument of a command.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult call)
        => call.UnmatchedTokens.Concat(
            call.CommandResult.Children.OfType<ArgumentResult>().Where(static a => a.Argument.ValueType != typeof(string[]))
                .SelectMany(static a => a.Tokens).Select(static t => t.Value))
            .Where(static word => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]));

    /// <summary>Whether a value was given and has no character, as a variable of the shell that is not set has.</summary>
    private static bool IsEmpty(SymbolResult result)
        => result is not ArgumentResult { Argument.ValueType.IsArray: true } && result.Tokens.Any(static t => t.Value.Length == 0);

    private static string NameOf(SymbolResult result)
        => result switch { OptionResult o => o.Option.Name, ArgumentResult a => a.Argument.Name, _ => CommandLine.Name };

    private static string Sentence(ParseError error) => error.SymbolResult switch
    {
        CommandResult { Command: { Subcommands: { Count: > 0 } commands } command } =>
            $"{TitleOf(command)} needs a command: {string.Join(", ", commands.Select(static c => c.Name))}.",
        _ => error.Message,
    };

    /// <summary>The option or command that was probably meant, by the rule of the API's parameters.</summary>
    private static string Nearest(Command command, string word)
    {
        var names = OptionsOf(command).SelectMany(static o => o.Aliases.Prepend(o.Name))
            .Concat(command.Subcommands.Select(static c => c.Name));
        var near = NearName.Of(word.Split('=', ':')[0], names.Where(static name => name.Length > 2));
        return near is null ? "" : $" Did you mean {near}?";
    }

    private static IEnumerable<Option> OptionsOf(Command command)
        => command.Options.Concat(
            command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(static o => o.Recursive));
}
