using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using StreamPulse.Core.Events;

namespace StreamPulse.Cli.Arguments;

/// <summary>
/// Options whose values are checked while the command line is parsed, so that a wrong one is said before anything is created or started,
/// with its name and what is allowed.
/// </summary>
internal static class CheckedOption
{
    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <param name="unit">Named behind the range, such as seconds.</param>
    public static Option<T> Number<T>(string name, string description, T least, T most, T byDefault, string? unit = null)
        where T : struct, INumber<T>
        => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => ParseNumber(result, name, least, most, unit),
        };

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, or null where the option is not given.</summary>
    public static Option<T?> Number<T>(string name, string description, T least, T most)
        where T : struct, INumber<T>
        => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ParseNumber(result, name, least, most, unit: null),
        };

    /// <summary>One of some words, matched without case; null where the option is not given.</summary>
    public static Option<string?> Word(string name, string description, IReadOnlyList<string> words)
        => new(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result => words.FirstOrDefault(word => Is(result, word)) ?? Refuse<string>(result, name, Listed(words)),
        };

    /// <summary>One of the values of an enumeration, by its name, matched without case; null where the option is not given.</summary>
    public static Option<T?> Word<T>(string name, string description)
        where T : struct, Enum
        => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Enum.GetValues<T>().Select(WordOf)),
            CustomParser = result => Enum.GetValues<T>().Where(value => Is(result, WordOf(value))).Select(static value => (T?)value)
                .FirstOrDefault() ?? Refuse<T?>(result, name, Listed([.. Enum.GetValues<T>().Select(WordOf)])),
        };

    /// <summary>A time with its zone, from 2000 to 2199, as the API takes it; null where the option is not given.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description)
        => new(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result => ParseTime(result, name),
        };

    /// <summary>The id of a dead letter.</summary>
    public static long ParseId(ArgumentResult result) => ParseId(result, result.Tokens[0].Value);

    /// <summary>The same for one of several.</summary>
    public static long ParseId(ArgumentResult result, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        result.AddError($"{result.Argument.Name} is {text}; allowed are numbers as printed by dead-letters list.");
        return 0;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result, string name)
    {
        if (InstantText.TryParse(result.Tokens[0].Value, out var time, out var found)
            && time.ToUnixTimeMilliseconds() is >= EventValidator.MinEventTimeMs and < EventValidator.MaxEventTimeMs)
        {
            return time;
        }

        return Refuse<DateTimeOffset?>(
            result, name,
            $"an ISO 8601 time with zone, such as 2026-03-01T12:00:00Z, from 2000 to 2199; found {found ?? "a time out of this range"}");
    }

    private static T ParseNumber<T>(ArgumentResult result, string name, T least, T most, string? unit)
        where T : struct, INumber<T>
        => T.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
                ? number
                : Refuse<T>(result, name, FormattableString.Invariant($"{least} to {most}") + (unit is null ? "" : $" {unit}"));

    private static T? Refuse<T>(ArgumentResult result, string name, string allowed)
    {
        result.AddError($"{name} is {result.Tokens[0].Value}; allowed are {allowed}.");
        return default;
    }

    private static bool Is(ArgumentResult result, string word)
        => word.Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase);

    private static string WordOf<T>(T value)
        where T : struct, Enum
        => value.ToString().ToLowerInvariant();

    private static string Listed(IReadOnlyList<string> words) => $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}
