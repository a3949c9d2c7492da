using StreamPulse.Streaming;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// Selects the silo for work that only one silo does: the home of partition 0. While silos join or leave, briefly two silos or none may be
/// selected; such work must tolerate that.
/// </summary>
internal sealed class SiloTurn(IClusterMembershipService membership, ILocalSiloDetails local)
{
    /// <summary>Whether this silo is currently selected.</summary>
    public bool IsMine()
        => local.SiloAddress.Equals(PartitionHome.Of(
            0,
            membership.CurrentSnapshot.Members.Values.Where(static m => m.Status == SiloStatus.Active).Select(static m => m.SiloAddress)));
}
