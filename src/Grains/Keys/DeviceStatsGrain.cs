using Orleans.Concurrency;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of device_stats.</summary>
[Reentrant]
[PartitionPlacement]
internal sealed class DeviceStatsGrain(RowWriter rows) : KeyGrain(AccumulatorKind.Device, rows), IDeviceStatsGrain;
