namespace StreamPulse.Api.Caching;

/// <summary>An answer that says how fresh it is.</summary>
internal interface IAnswer
{
    DateTimeOffset AsOf { get; }

    DateTimeOffset? Watermark { get; }

    bool Complete { get; }

    /// <summary>
    /// The same without what says only when it was asked: two answers with equal ones show the same figures. The watermark of a complete answer is
    /// left out too, since it moves on and no longer matters.
    /// </summary>
    object WithoutMoment();
}

/// <summary>An answer that is a list, which can be sent as CSV too.</summary>
internal interface IListAnswer : IAnswer
{
    /// <summary>Type of the items.</summary>
    Type ItemType { get; }

    IEnumerable<object> Items { get; }

    /// <summary>Of a page that has one after it.</summary>
    string? NextCursor => null;
}
