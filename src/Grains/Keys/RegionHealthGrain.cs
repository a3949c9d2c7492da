using Orleans.Concurrency;
using Orleans.Placement;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of region_health.</summary>
[Reentrant]
[PreferLocalPlacement]
internal sealed class RegionHealthGrain(RowWriter rows) : KeyGrain(AccumulatorKind.Region, rows), IRegionHealthGrain;
