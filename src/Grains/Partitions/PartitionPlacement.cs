using Orleans.Placement;
using Orleans.Runtime.Placement;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Partitions;

/// <summary>A partition grain is placed where its partition is read: <see cref="PartitionHome"/>.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("StreamPulse.PartitionPlacement")]
internal sealed class PartitionPlacement : PlacementStrategy;

/// <summary>Marks a grain class.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PartitionPlacementAttribute() : PlacementAttribute(new PartitionPlacement());

/// <summary>Finds the silo.</summary>
internal sealed class PartitionPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
            return Task.FromResult(hint);
        return Task.FromResult(PartitionHome.Of((int)target.GrainIdentity.GetIntegerKey(), silos)!);
    }
}
