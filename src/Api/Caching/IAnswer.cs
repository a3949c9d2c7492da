namespace StreamPulse.Api.Caching;

/// <summary>A response with the time that its figures are from.</summary>
internal interface IAnswer
{
    DateTimeOffset AsOf { get; }

    DateTimeOffset? Watermark { get; }

    bool Complete { get; }

    /// <summary>
    /// The same without the time of the request, so that responses with the same figures compare equal. The watermark of a complete
    /// response is left out too: it advances and no longer matters.
    /// </summary>
    object WithoutMoment();
}

/// <summary>A response that is a list, which can also be sent as CSV.</summary>
internal interface IListAnswer : IAnswer
{
    /// <summary>Type of the items.</summary>
    Type ItemType { get; }

    IEnumerable<object> Items { get; }

    /// <summary>Cursor of the next page, if there is one.</summary>
    string? NextCursor => null;
}
