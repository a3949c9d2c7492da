using Npgsql;
using StreamPulse.Generator;
using StreamPulse.Log.Postgres;
using StreamPulse.Operations.Generate;

namespace StreamPulse.Gateway.Tests.Support;

/// <summary>
/// The same generated downloads for any database: some 200 seconds of event time, so some windows that close and one that stays open.
/// </summary>
internal static class SameLog
{
    public const int Events = 10_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The end of a range that holds all of it.</summary>
    public const string AsOf = "2026-01-01T00:10:00Z";

    public static async Task AppendAsync(NpgsqlDataSource database)
    {
        await using var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions(), null, CancellationToken.None);
        var traffic = new GeneratorOptions
        {
            Seed = 42,
            EventsPerSecond = 50,
            StartEventTime = Start,
            Contents = 30,
            OutOfOrderShare = 0.1,
            Incidents = [new Incident("EU-London", TimeSpan.Zero, TimeSpan.FromMinutes(3), 0.6)],
        };
        await using var output = new LogEventOutput(log);
        await new PacedGenerator(new DownloadGenerator(traffic), output, TimeProvider.System)
            .RunAsync(Events, false, null, CancellationToken.None);
    }
}
