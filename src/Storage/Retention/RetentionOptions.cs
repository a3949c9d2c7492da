namespace StreamPulse.Storage.Retention;

/// <summary>How long things are kept, counted from when they were last written.</summary>
public sealed record RetentionOptions
{
    /// <summary>
    /// Window rows, late events and dead letters. A shorter time saves disk space; deleted rows cannot be queried. Of a topic, dead letters
    /// for being in the future stay as long as the topic has the record, as replay and verify need them.
    /// </summary>
    public TimeSpan Rows { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Alerts.</summary>
    public TimeSpan Alerts { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Records of the embedded log. Windows whose records are gone can no longer be recounted or replayed.</summary>
    public TimeSpan Log { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Payload of the embedded log at most, in bytes; older records are deleted first, but none that is not committed yet.
    /// </summary>
    public long LogMaxBytes { get; init; } = 20L * 1024 * 1024 * 1024;

    /// <summary>How often expired data is deleted.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far the clocks of this program and of the database may be apart; beyond that nothing is deleted. A larger value deletes although
    /// one of the clocks may be wrong.
    /// </summary>
    public TimeSpan MaxClockDifference { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far the clock may have moved since the last run: a bound on what one run deletes. Beyond it an operator has to confirm. A larger
    /// value asks less often after a system was off, and loses more to a clock that is ahead.
    /// </summary>
    public TimeSpan MaxStep { get; init; } = TimeSpan.FromDays(1);

    /// <summary>One sentence for each value that is out of range; empty when all are valid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(nameof(Rows), Rows, TimeSpan.FromHours(1), TimeSpan.FromDays(3650));
        Check(nameof(Alerts), Alerts, TimeSpan.FromHours(1), TimeSpan.FromDays(3650));
        Check(nameof(Log), Log, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Check(nameof(Interval), Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Check(nameof(MaxClockDifference), MaxClockDifference, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Check(nameof(MaxStep), MaxStep, Interval, TimeSpan.FromDays(3650));
        if (Rows < Log)
        {
            problems.Add($"Retention:Rows is {Rows:c} and Retention:Log is {Log:c}; rows must be kept at least as long as the records they "
                + "are recounted from.");
        }

        if (LogMaxBytes < 1024 * 1024)
            problems.Add($"Retention:LogMaxBytes is {LogMaxBytes}; allowed is at least 1048576.");
        return problems;

        void Check(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                problems.Add($"Retention:{key} is {value:c}; allowed are {least:c} to {most:c}.");
        }
    }
}
