using StreamPulse.Core.Windows;

namespace StreamPulse.Pipeline;

/// <summary>
/// How the merged watermark is computed: <see cref="MergedWatermark.Next"/>. A simulation may use a wrong rule to check that the error is
/// found.
/// </summary>
public delegate long WatermarkRule(
    long previous, ReadOnlySpan<PartitionProgress> partitions, ClosingClock clock, PipelineSettings settings);
