using StreamPulse.Streaming;

namespace StreamPulse.Silo.Hosting;

/// <summary>
/// What one silo does for all, that of partition 0 does. While silos come and go two may take it for theirs, or none for a moment: such work must bear that.
/// </summary>
internal sealed class SiloTurn(IClusterMembershipService membership, ILocalSiloDetails local)
{
    /// <summary>Whether this silo is the one now.</summary>
    public bool IsMine()
        => local.SiloAddress.Equals(PartitionHome.Of(
            0, membership.CurrentSnapshot.Members.Values.Where(static m => m.Status == SiloStatus.Active).Select(static m => m.SiloAddress)));
}
