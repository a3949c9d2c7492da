namespace StreamPulse.Bench.Measure;

/// <summary>Result of one run of a verb, as its JSON file holds it.</summary>
/// <param name="Verb">The verb, such as endtoend.</param>
/// <param name="Arguments">Its arguments as given; defaults are not among them.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Seconds">How long it took altogether, filling of logs included.</param>
/// <param name="Commit">
/// The commit of the sources, with +changes where they had changes that are not committed; null outside of a repository.
/// </param>
/// <param name="Figures">
/// One object a line of the table; names end with their units, and latencies are <see cref="LatencyFigures"/>.
/// </param>
internal sealed record BenchResult(
    string Verb, IReadOnlyList<string> Arguments, DateTimeOffset StartedAt, double Seconds, string? Commit,
    MachineFacts Machine, Conditions Conditions, IReadOnlyList<object> Figures);
