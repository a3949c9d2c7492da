using Orleans.Concurrency;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;

namespace StreamPulse.Grains.Rows;

/// <summary>Rows of content_stats.</summary>
[Reentrant]
[PartitionPlacement]
internal sealed class ContentStatsGrain(RowOperatorFactory operators) : RowGrain(AccumulatorKind.Content, operators), IContentStatsGrain;
