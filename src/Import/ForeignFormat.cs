namespace StreamPulse.Import;

/// <summary>A format that is not read.</summary>
/// <param name="Name">What the input is, within a sentence: <c>zstd</c>, <c>a JSON array</c>.</param>
/// <param name="Command">The command that makes lines of it, in front of the file's name; null where there is none.</param>
/// <param name="IsPacked">The command unpacks; otherwise it converts.</param>
public sealed record ForeignFormat(string Name, string? Command = null, bool IsPacked = false)
{
    /// <summary>One sentence for people: what the input is, and the command that helps.</summary>
    /// <param name="path">The file; null for standard input.</param>
    public string Advice(string? path)
    {
        var input = path is null ? "the input is" : $"{path}: this is";
        if (Command is null)
            return $"{input} {Name}; docs/IMPORT.md lists the formats that are read";
        var command = path is null ? Command.TrimEnd(' ', '<') : $"{Command} {Quoted(path)}";
        return $"{input} {Name}; {(IsPacked ? "unpack" : "convert")} it first: {command} | ./streampulse import -";
    }

    /// <summary>As one word of a shell.</summary>
    private static string Quoted(string path)
        => path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ',' or ':' or '+' or '=')
            ? path : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
