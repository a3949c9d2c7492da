namespace StreamPulse.Storage.Recount;

/// <summary>Which part of the log is read to recount windows, and which windows cannot be recounted from it.</summary>
/// <param name="Starts">One for each partition that has a checkpoint, in order of their number.</param>
public sealed record RecountPlan(IReadOnlyList<PrefixStart> Starts, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>Why the window cannot be recounted; null when it can.</summary>
    public LeftOutReason? ReasonAgainst(long windowStartMs, long windowEndMs)
        => LeftOut.Where(l => l.Holds(windowStartMs, windowEndMs)).Select(static l => (LeftOutReason?)l.Reason).Min();
}
