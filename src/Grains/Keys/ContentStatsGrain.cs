using Orleans.Concurrency;
using Orleans.Placement;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of content_stats.</summary>
[Reentrant]
[RandomPlacement]
internal sealed class ContentStatsGrain(RowWriter rows) : KeyGrain(AccumulatorKind.Content, rows), IContentStatsGrain;
