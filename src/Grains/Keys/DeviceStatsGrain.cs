using Orleans.Concurrency;
using Orleans.Placement;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of device_stats.</summary>
[Reentrant]
[RandomPlacement]
internal sealed class DeviceStatsGrain(RowWriter rows) : KeyGrain(AccumulatorKind.Device, rows), IDeviceStatsGrain;
