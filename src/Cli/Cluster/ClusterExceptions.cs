namespace StreamPulse.Cli.Cluster;

/// <summary>The programs silo and gateway are not next to this program.</summary>
/// <param name="directory">Where they were searched for.</param>
internal sealed class ClusterNotBuiltException(string directory)
    : Exception($"The programs silo and gateway are not in {directory}. Start the cluster with ./streampulse cluster, which builds them.");

/// <summary>A cluster program does not become ready.</summary>
/// <param name="exitCode">The exit code for this program.</param>
internal sealed class ClusterStartException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
