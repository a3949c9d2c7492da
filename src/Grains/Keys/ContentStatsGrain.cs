using Orleans.Concurrency;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of content_stats.</summary>
[Reentrant]
[PartitionPlacement]
internal sealed class ContentStatsGrain(RowWriter rows) : KeyGrain(AccumulatorKind.Content, rows), IContentStatsGrain;
