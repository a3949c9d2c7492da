namespace StreamPulse.Bench.Measure;

/// <summary>A call of this program: a verb, its own arguments, and the file that --json names, which all verbs have.</summary>
internal sealed record BenchCommand(string? Verb, string[] Arguments, string? JsonFile)
{
    private const string Json = "--json";

    /// <exception cref="ArgumentException">--json comes without a file.</exception>
    public static BenchCommand Parse(string[] arguments)
    {
        var rest = arguments.Skip(1).ToList();
        string? file = null;
        for (var at = rest.IndexOf(Json); at >= 0; at = rest.IndexOf(Json))
        {
            if (at + 1 == rest.Count)
                throw new ArgumentException($"{Json} needs a file.");
            file = rest[at + 1];
            rest.RemoveRange(at, 2);
        }

        return new BenchCommand(arguments.FirstOrDefault(), [.. rest], file);
    }
}
