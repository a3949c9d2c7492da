using System.Globalization;

namespace StreamPulse.Chaos.Target;

/// <summary>Silos and a gateway: <c>cluster</c>, which starts its processes again by itself.</summary>
internal sealed class ClusterTarget(string connectionString, string? brokers, int port, int silos, TimeSpan restartAfter)
    : PipelineTarget(connectionString, brokers, port)
{
    protected override string[] Arguments
        => [
            "cluster", "--no-traffic", "--silos", Text(silos), "--port", Text(Port), "--restart-after",
            restartAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture)];

    public override IReadOnlyList<int> Victims()
        => Program is { HasEnded: false } program
            ? [.. ProcessTable.ChildrenOf(program.Id)
                .Where(static p => ProcessTable.CommandOf(p).Contains("StreamPulse.Silo.dll", StringComparison.Ordinal))]
            : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
