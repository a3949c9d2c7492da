namespace StreamPulse.Core.Detection;

/// <summary>The figures of one region in one closed window, as the rules need them.</summary>
/// <param name="WindowStartMs">Start of the window, milliseconds since the Unix epoch.</param>
/// <param name="WindowEndMs">Its end, not part of it.</param>
/// <param name="Total">Downloads; 0 for a known region without any.</param>
/// <param name="Successful">Part of <paramref name="Total"/>.</param>
/// <param name="MeanSpeedMbps">Over successful downloads with a speed above 0; null where there is none.</param>
/// <param name="SpeedCount">Number of those.</param>
/// <param name="OthersFlow">Whether any other region has downloads in this window.</param>
public readonly record struct RegionObservation(
    long WindowStartMs, long WindowEndMs, long Total, long Successful, double? MeanSpeedMbps, long SpeedCount, bool OthersFlow)
{
    /// <exception cref="ArgumentException">The numbers cannot be those of a window.</exception>
    internal void Validate()
    {
        if (WindowEndMs <= WindowStartMs)
            throw new ArgumentException($"A window from {WindowStartMs} to {WindowEndMs} ms has no length.");
        if (Successful < 0 || Successful > Total)
            throw new ArgumentException($"{Successful} of {Total} downloads cannot have succeeded.");
        if (SpeedCount < 0 || SpeedCount > Successful || MeanSpeedMbps.HasValue != (SpeedCount > 0) || MeanSpeedMbps is not (null or > 0))
        {
            throw new ArgumentException(
                $"{MeanSpeedMbps?.ToString() ?? "None"} cannot be the mean speed of {SpeedCount} of {Successful} successful downloads.");
        }
    }
}
