using System.CommandLine;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Operations;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Cli.Commands;

/// <summary><c>describe</c>: prints the effective configuration, secrets hidden; with <c>--live</c> also the lag behind the log.</summary>
internal static class DescribeCommand
{
    private static readonly Option<bool> Live = new("--live")
    {
        Description = "Also connect to the database and the log, and print the lag of each partition in events and seconds.",
    };

    public static Command Create()
        => new Command("describe", "Print the effective configuration, with secrets hidden.") { Live }.Run(RunAsync)
            .WithExamples("describe", "describe --live --kafka localhost:9092");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var options = CommonOptions.Load(call);
        var shown = ResultWriter.ToNode(Secrets.Hide(options)).AsObject();
        Secrets.HideInUrls(shown);
        if (call.GetValue(Live))
            shown["lag"] = ResultWriter.ToNode(await ReadLagAsync(call, options, cancellationToken));
        ResultWriter.WriteJson(shown);
        return ExitCodes.Ok;
    }

    private static async Task<IReadOnlyList<PartitionLag>> ReadLagAsync(
        ParseResult call, StreamPulseOptions options, CancellationToken cancellationToken)
    {
        await using var session = await DatabaseSession.OpenAsync(
            options, SessionPurpose.Look, Terminal.Of(call).Note, cancellationToken);
        await using var log = await EventLogSession.OpenAsync(options, session.DataSource, null, cancellationToken);
        return await new LagReader(log.Log, new PostgresProgress(session.DataSource), TimeProvider.System).ReadAsync(cancellationToken);
    }
}
