using System.Globalization;

namespace StreamPulse.Chaos.Target;

/// <summary>Silos and a gateway: <c>cluster</c>, which starts its processes again by itself.</summary>
internal sealed class ClusterTarget(ChaosOptions options, string connectionString, string? brokers, int port)
    : PipelineTarget(options, connectionString, brokers, port)
{
    private readonly string _silos = options.Silos.ToString(CultureInfo.InvariantCulture);
    private readonly string _restartAfter = options.RestartAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    protected override IReadOnlyList<string[]> Programs
        => [["cluster", "--no-traffic", "--silos", _silos, "--port", Port, "--restart-after", _restartAfter]];

    public override IReadOnlyList<int> Victims()
        => Hit is { } program
            ? [.. ProcessTable.ChildrenOf(program.Id)
                .Where(static p => ProcessTable.CommandOf(p).Contains("StreamPulse.Silo.dll", StringComparison.Ordinal))]
            : [];
}
