using StreamPulse.Streaming;

namespace StreamPulse.Grains.Partitions;

/// <summary>The homes of partitions, as this silo sees the cluster.</summary>
internal sealed class SiloHome(IClusterMembershipService membership, ILocalSiloDetails local) : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Cancelled when this silo is about to stop: from then on nothing here waits for rows.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>The silo is about to stop.</summary>
    public Task LeaveAsync() => _leaving.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    /// <summary>The silo of a partition; null while no silo is active.</summary>
    public SiloAddress? Of(int partition)
        => PartitionHome.Of(
            partition,
            membership.CurrentSnapshot.Members.Values.Where(static m => m.Status == SiloStatus.Active).Select(static m => m.SiloAddress));

    /// <summary>Whether that is this silo.</summary>
    public bool IsHere(int partition) => local.SiloAddress.Equals(Of(partition));
}
