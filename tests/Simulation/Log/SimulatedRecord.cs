using StreamPulse.Core.Events;

namespace StreamPulse.Simulation.Log;

/// <summary>A record as the scenario made it.</summary>
/// <param name="Event">The event, for the recount; null where the bytes are none.</param>
/// <param name="Poison">Why it cannot be counted; <see cref="RejectionReason.None"/> for a good event.</param>
internal sealed record SimulatedRecord(
    int Partition, long Offset, long IngestionTimeMs, byte[] Key, byte[] Value, ContentDownloadEvent? Event, RejectionReason Poison);
