namespace StreamPulse.Cli.Cluster;

/// <summary>The programs silo and gateway are not beside this one.</summary>
/// <param name="directory">Where they were looked for.</param>
internal sealed class ClusterNotBuiltException(string directory)
    : Exception($"The programs silo and gateway are not in {directory}. Start the cluster with ./streampulse cluster, which builds them.");

/// <summary>A program of the cluster does not come up.</summary>
/// <param name="exitCode">What this program should end with.</param>
internal sealed class ClusterStartException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
