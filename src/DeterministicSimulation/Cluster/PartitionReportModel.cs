using StreamPulse.Core.Windows;

namespace StreamPulse.DeterministicSimulation.Cluster;

/// <summary>How a partition stands, as the pipeline grain is told.</summary>
internal sealed record PartitionReportModel(int Partition, PartitionPhase Phase, long MaxEventTimeMs, IReadOnlyList<long> OpenWindows);
