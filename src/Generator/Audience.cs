using StreamPulse.Core.Events;

namespace StreamPulse.Generator;

/// <summary>One combination of place, device and connection.</summary>
/// <param name="RegionIndex">Index in <see cref="GeneratorCatalog.Regions"/>.</param>
/// <param name="MinSpeedMbps">Slowest ordinary speed of the connection.</param>
/// <param name="MaxSpeedMbps">Fastest ordinary speed of the connection.</param>
internal sealed record Audience(UserContextInfo Context, int RegionIndex, double MinSpeedMbps, double MaxSpeedMbps);
