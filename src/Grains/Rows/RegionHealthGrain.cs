using Orleans.Concurrency;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;

namespace StreamPulse.Grains.Rows;

/// <summary>Rows of region_health.</summary>
[Reentrant]
[PartitionPlacement]
internal sealed class RegionHealthGrain(RowOperatorFactory operators) : RowGrain(AccumulatorKind.Region, operators), IRegionHealthGrain;
