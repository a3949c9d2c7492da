namespace StreamPulse.Grains.Interfaces;

/// <summary>The alert rules of all regions. Its key is 0.</summary>
[Alias("StreamPulse.IAnomalyDetectorGrain")]
public interface IAnomalyDetectorGrain : IGrainWithIntegerKey
{
    /// <summary>Judges windows whose rows are written, ascending. Stores nothing: the outcome is stored with their closing.</summary>
    [Alias("Judge")]
    Task<JudgementMessage> JudgeAsync(WindowList windows);
}

/// <summary>What windows do to alerts, and the states of the rules after them.</summary>
/// <param name="Regions">Regions whose state changed.</param>
/// <param name="States">Their states as Core's own JSON, by position.</param>
/// <param name="Closings">Of <see cref="Pipeline.Ports.Judgement"/>.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.Judgement")]
public sealed record JudgementMessage(
    [property: Id(0)] AlertChangeMessage[] Changes,
    [property: Id(1)] string[] Regions,
    [property: Id(2)] string[] States,
    [property: Id(3)] long Closings)
{
    /// <summary>Of <see cref="Pipeline.Ports.Judgement"/>.</summary>
    [Id(4)]
    public string? Rows { get; init; }
}

/// <summary>A <see cref="Core.Detection.AlertChange"/> on its way.</summary>
/// <param name="Change">0 raised, 1 updated, 2 resolved.</param>
/// <param name="Type"><see cref="Core.Detection.AlertType"/>.</param>
/// <param name="Severity"><see cref="Core.Detection.AlertSeverity"/>.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.AlertChange")]
public sealed record AlertChangeMessage(
    [property: Id(0)] byte Change,
    [property: Id(1)] int Type,
    [property: Id(2)] int Severity,
    [property: Id(3)] string Region,
    [property: Id(4)] string MetricName,
    [property: Id(5)] double MetricValue,
    [property: Id(6)] double ThresholdValue,
    [property: Id(7)] long SampleSize,
    [property: Id(8)] long FirstWindowStartMs,
    [property: Id(9)] long LastWindowStartMs,
    [property: Id(10)] string Message,
    [property: Id(11)] long ResolvedAtMs);
