using System.Globalization;

namespace StreamPulse.Chaos.Target;

/// <summary>The one-process engine: <c>up</c>.</summary>
internal sealed class StandaloneTarget(string connectionString, string? brokers, int port) : PipelineTarget(connectionString, brokers, port)
{
    protected override string[] Arguments => ["up", "--no-traffic", "--port", Port.ToString(CultureInfo.InvariantCulture)];

    public override IReadOnlyList<int> Victims() => Program is { HasEnded: false } program ? [program.Id] : [];
}
