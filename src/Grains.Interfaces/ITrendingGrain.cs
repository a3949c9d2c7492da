namespace StreamPulse.Grains.Interfaces;

/// <summary>The contents with most downloads of the last five minutes of event time, open windows included. Its key is 0.</summary>
[Alias("StreamPulse.ITrendingGrain")]
public interface ITrendingGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The first <paramref name="limit"/>, most downloads first, then by content id (ordinal). Exact; at most some 100 ms old.
    /// </summary>
    /// <exception cref="OrleansException">
    /// The counts of the last five minutes are not known yet, or not at the moment; call again. An empty list is never returned instead.
    /// </exception>
    [Alias("GetTop")]
    Task<TrendingTop> GetTopAsync(int limit);
}

/// <summary>The list and the span of event time that it is of.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.TrendingTop")]
public sealed record TrendingTop(
    [property: Id(0)] long FromMs,
    [property: Id(1)] long ToMs,
    [property: Id(2)] TrendingContent[] Contents);

/// <summary>One content over that span.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.TrendingContent")]
public sealed record TrendingContent(
    [property: Id(0)] string ContentId,
    [property: Id(1)] string Title,
    [property: Id(2)] long Total,
    [property: Id(3)] long Successful);
