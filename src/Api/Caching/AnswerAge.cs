namespace StreamPulse.Api.Caching;

/// <summary>How long a client may cache a response. A later revision becomes visible after that time at the latest.</summary>
internal static class AnswerAge
{
    /// <summary>For closed windows: a late event can still revise them.</summary>
    public static readonly TimeSpan Closed = TimeSpan.FromMinutes(1);

    /// <summary>
    /// For windows that ended a day before the watermark: only an import, a replay or a partition that was silent all day can change them.
    /// </summary>
    public static readonly TimeSpan Old = TimeSpan.FromHours(1);

    private static readonly TimeSpan UntilOld = TimeSpan.FromDays(1);

    /// <summary>Cache time of a response from committed rows.</summary>
    /// <param name="isFixed">Whether the range does not move with the clock.</param>
    /// <param name="open">Cache time while windows of the range are open, or if the range moves.</param>
    public static TimeSpan OfStored(IAnswer answer, bool isFixed, TimeSpan open)
    {
        if (!isFixed || !answer.Complete)
            return open;
        return answer.AsOf + UntilOld <= answer.Watermark ? Old : Closed;
    }
}
