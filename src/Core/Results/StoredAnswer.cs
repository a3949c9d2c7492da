namespace StreamPulse.Core.Results;

/// <summary>The result, with the state of the pipeline at the same commit.</summary>
/// <param name="Value">The answer itself.</param>
/// <param name="CommittedWatermark">
/// Merged event-time watermark at the last commit: windows that end at or before it are closed. Null before the first one.
/// </param>
/// <param name="WindowSize">Size of the tumbling windows; null where the pipeline has never run.</param>
public sealed record StoredAnswer<T>(T Value, DateTimeOffset? CommittedWatermark, TimeSpan? WindowSize);
