using Orleans.Concurrency;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of region_health.</summary>
[Reentrant]
[PartitionPlacement]
internal sealed class RegionHealthGrain(RowWriter rows) : KeyGrain(AccumulatorKind.Region, rows), IRegionHealthGrain;
