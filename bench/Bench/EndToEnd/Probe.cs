namespace StreamPulse.Bench.EndToEnd;

/// <summary>The last event of one region in one batch: when it can be seen, all of that region and batch can.</summary>
/// <param name="EventTimeMs">Event time of the batch.</param>
/// <param name="WindowStartMs">Window that holds it.</param>
/// <param name="Ordinal">Events of the region in that window up to this one.</param>
/// <param name="Weight">Events of the region in the batch.</param>
internal readonly record struct Probe(long EventTimeMs, long WindowStartMs, long Ordinal, int Weight);
