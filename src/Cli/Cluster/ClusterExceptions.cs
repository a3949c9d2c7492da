namespace StreamPulse.Cli.Cluster;

/// <summary>Silo and gateway are not here. The environment's: where the packages can be restored, building again helps.</summary>
internal sealed class ClusterNotBuiltException()
    : Exception("Silo and gateway are not here: this was built with WithOrleans=false, because packages Microsoft.Orleans.Server, Microsoft.Orleans.Client and those beside them are missing. ./streampulse up needs none of them.");

/// <summary>A program of the cluster does not come up.</summary>
/// <param name="exitCode">What this program should end with.</param>
internal sealed class ClusterStartException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
