using StreamPulse.Core.Events;

namespace StreamPulse.Simulation;

/// <summary>One combination of place, device and connection.</summary>
/// <param name="RegionIndex">Index in <see cref="SimulationCatalog.Regions"/>.</param>
/// <param name="MinSpeedMbps">Slowest ordinary speed of the connection.</param>
/// <param name="MaxSpeedMbps">Fastest ordinary speed of the connection.</param>
internal sealed record Audience(UserContextInfo Context, int RegionIndex, double MinSpeedMbps, double MaxSpeedMbps);
