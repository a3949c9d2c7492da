namespace StreamPulse.Chaos;

/// <summary>One fault and what came of it.</summary>
/// <param name="AtSeconds">Since the beginning of the run.</param>
/// <param name="What">What exactly was done.</param>
/// <param name="RecoverySeconds">From the end of the cause to the first newer answer; null where none came in time.</param>
internal sealed record FaultDone(double AtSeconds, string Name, string What, double? RecoverySeconds)
{
    /// <summary>An outage is what keeps answers from getting newer for longer than this; it has to be said by then.</summary>
    public const double SayWithinSeconds = 5;

    /// <summary>Outages are to be over so long after their cause has gone.</summary>
    public const double OverWithinSeconds = 10;

    /// <summary>Longest time without a newer answer.</summary>
    public double StaleSeconds { get; init; }

    /// <summary>
    /// From the beginning of the fault to the first answer of /health that was not "healthy", or to a call without an answer; null where
    /// all answers were "healthy".
    /// </summary>
    public double? SaidSeconds { get; init; }

    /// <summary>Whether it was an outage that nothing told of in time.</summary>
    public bool IsSaidLate => StaleSeconds > SayWithinSeconds && SaidSeconds is null or > SayWithinSeconds;

    /// <summary>Whether it lasted longer than it should.</summary>
    public bool IsOverLate => RecoverySeconds is null or > OverWithinSeconds;
}

/// <summary>What a run did and found.</summary>
/// <param name="Log">What kind of log.</param>
/// <param name="Acknowledged">Events that the producer was told are in the log.</param>
/// <param name="InDoubt">Events of appends with unknown outcome that were tried again.</param>
/// <param name="Records">Records in the log at the end: at least the acknowledged ones, at most those and the ones in doubt.</param>
/// <param name="Counted">Of these, as the recount says.</param>
/// <param name="Rows">Rows compared, with every column.</param>
/// <param name="Differences">Of them, by <c>verify</c>.</param>
/// <param name="LostAcknowledged">Acknowledged events that are not in the log.</param>
/// <param name="Unbalanced">Partitions whose records are not all counted, late or dead letters.</param>
/// <param name="LongestStalenessSeconds">Longest time without a newer answer.</param>
/// <param name="EmptyAnswers">Answers that showed an outage as an empty result.</param>
internal sealed record ChaosReport(
    string Target, string Log, int Seed, double Seconds, long Acknowledged, long InDoubt, long Records, long Counted, long Late,
    long DeadLettered, long Windows, long Rows, long Differences, long LostAcknowledged, long Unbalanced, int Starts,
    double? RecoveryP50Seconds, double? RecoveryP99Seconds, double LongestStalenessSeconds, long Answers, long Refusals, long EmptyAnswers,
    IReadOnlyList<FaultDone> Faults)
{
    /// <summary>Whether all that must hold held.</summary>
    public bool IsSound
        => Differences == 0 && LostAcknowledged == 0 && Unbalanced == 0 && EmptyAnswers == 0 && Rows > 0
            && Records <= Acknowledged + InDoubt
            && Faults.All(static f => f.RecoverySeconds is not null);
}
