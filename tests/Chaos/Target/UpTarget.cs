namespace StreamPulse.Chaos.Target;

/// <summary>
/// <c>up</c>, alone or several on one database, which join each other. The first one has the page that is asked; faults hit the last one.
/// </summary>
internal sealed class UpTarget(ChaosOptions options, string connectionString, string? brokers, int port)
    : PipelineTarget(options, connectionString, brokers, port)
{
    private readonly int _ups = options.Ups;

    protected override IReadOnlyList<string[]> Programs
        => [.. Enumerable.Range(0, _ups).Select(number => new[] { "up", "--no-traffic", "--port", number == 0 ? Port : "0" })];

    public override IReadOnlyList<int> Victims() => Hit is { } program ? [program.Id] : [];
}
