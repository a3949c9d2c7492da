namespace StreamPulse.Simulation.Scenarios;

/// <summary>The clock of log and store is ahead for a while, and then it is put right.</summary>
internal sealed record ClockFault(TimeSpan From, TimeSpan To, TimeSpan By)
{
    /// <summary>By how much it is ahead then, in milliseconds.</summary>
    public long AheadMs(TimeSpan at) => at >= From && at < To ? (long)By.TotalMilliseconds : 0;
}
