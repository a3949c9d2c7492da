namespace StreamPulse.Cli.Cluster;

/// <summary>The programs of a cluster, in addition to this one.</summary>
/// <param name="Silo">Assembly of the silo.</param>
/// <param name="Gateway">Assembly of the gateway.</param>
internal sealed record ClusterPrograms(string Silo, string Gateway)
{
    /// <exception cref="ClusterNotBuiltException">One of them does not exist.</exception>
    public static ClusterPrograms Find(string directory)
    {
        var programs = new ClusterPrograms(
            Path.Combine(directory, "silo", "StreamPulse.Silo.dll"), Path.Combine(directory, "gateway", "StreamPulse.Gateway.dll"));
        return File.Exists(programs.Silo) && File.Exists(programs.Gateway) ? programs : throw new ClusterNotBuiltException(directory);
    }
}
