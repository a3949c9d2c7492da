namespace StreamPulse.Grains.Alerts;

/// <summary>What the alert rules remember of a region, as Core's own JSON; null before the first window.</summary>
[GenerateSerializer, Alias("StreamPulse.DetectorState")]
public sealed class DetectorState
{
    [Id(0)]
    public string? Json { get; set; }
}
