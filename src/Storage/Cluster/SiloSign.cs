namespace StreamPulse.Storage.Cluster;

/// <summary>A silo that is listed as active, and its last heartbeat.</summary>
/// <param name="ClusterId">The cluster that it belongs to.</param>
/// <param name="Address">IP address.</param>
/// <param name="Port">Its port for other silos.</param>
/// <param name="Generation">Distinguishes it from earlier silos with the same address and port.</param>
/// <param name="HostName">Name of its machine.</param>
/// <param name="At">By the silo's own clock, so it can be compared only with other values of the same silo.</param>
public sealed record SiloSign(string ClusterId, string Address, int Port, int Generation, string HostName, DateTime At)
{
    /// <summary>The same for every heartbeat of the silo.</summary>
    public (string ClusterId, string Address, int Port, int Generation) Identity => (ClusterId, Address, Port, Generation);
}
