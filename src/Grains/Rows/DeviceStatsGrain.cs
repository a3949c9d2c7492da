using Orleans.Concurrency;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;

namespace StreamPulse.Grains.Rows;

/// <summary>Rows of device_stats.</summary>
[Reentrant]
[PartitionPlacement]
internal sealed class DeviceStatsGrain(RowOperatorFactory operators) : RowGrain(AccumulatorKind.Device, operators), IDeviceStatsGrain;
