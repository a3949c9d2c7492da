using StreamPulse.Core.Windows;

namespace StreamPulse.Pipeline;

/// <summary>What the merged watermark is made by: <see cref="MergedWatermark.Next"/>. A rig may put a wrong rule in to see whether it is found.</summary>
public delegate long WatermarkRule(long previous, ReadOnlySpan<PartitionProgress> partitions, PipelineSettings settings);
