namespace StreamPulse.Api.Caching;

/// <summary>How long a client may give an answer again without asking. What is revised later is seen after that time at the latest.</summary>
internal static class AnswerAge
{
    /// <summary>Of closed windows: a late event may still revise them.</summary>
    public static readonly TimeSpan Closed = TimeSpan.FromMinutes(1);

    /// <summary>Of windows that ended a day before the watermark: only an import, a replay or a partition that was silent all day can change them.</summary>
    public static readonly TimeSpan Old = TimeSpan.FromHours(1);

    private static readonly TimeSpan UntilOld = TimeSpan.FromDays(1);

    /// <summary>Of committed rows.</summary>
    /// <param name="isFixed">The range does not move with the clock.</param>
    /// <param name="open">While windows of the range are open, or it moves.</param>
    public static TimeSpan OfStored(IAnswer answer, bool isFixed, TimeSpan open)
    {
        if (!isFixed || !answer.Complete)
            return open;
        return answer.AsOf + UntilOld <= answer.Watermark ? Old : Closed;
    }
}
