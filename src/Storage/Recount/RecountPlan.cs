namespace StreamPulse.Storage.Recount;

/// <summary>What of the log is read to recount windows, and which windows that cannot tell anything of.</summary>
/// <param name="Starts">One for each partition that has a checkpoint, in order of their number.</param>
public sealed record RecountPlan(IReadOnlyList<PrefixStart> Starts, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>Why the window cannot be recounted; null when it can.</summary>
    public LeftOutReason? ReasonAgainst(long windowStartMs, long windowEndMs)
        => LeftOut.Where(l => l.Holds(windowStartMs, windowEndMs)).Select(static l => (LeftOutReason?)l.Reason).Min();
}
