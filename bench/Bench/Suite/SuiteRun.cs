namespace StreamPulse.Bench.Suite;

/// <summary>One run of a verb in the suite.</summary>
/// <param name="Set">The set that --only names.</param>
/// <param name="Name">Name of its JSON file, without the ending.</param>
/// <param name="Arguments">Arguments of the verb.</param>
/// <param name="QuickArguments">Those of the quick suite; null where it leaves the run out.</param>
internal sealed record SuiteRun(string Set, string Name, string Verb, string Arguments, string? QuickArguments)
{
    /// <summary>Arguments for a process.</summary>
    public string[] ArgumentsFor(bool quick) => (quick ? QuickArguments! : Arguments).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
