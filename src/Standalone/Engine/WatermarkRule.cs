using StreamPulse.Core.Windows;

namespace StreamPulse.Standalone.Engine;

/// <summary>How the merged watermark comes about; <see cref="MergedWatermark.Next"/>, except where a rig shows that it would find a wrong one.</summary>
internal delegate long WatermarkRule(long previous, ReadOnlySpan<PartitionProgress> partitions, PipelineSettings settings);
