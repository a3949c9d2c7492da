using System.Diagnostics;
using Npgsql;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Sql;

/// <summary>
/// The engine's rows made by PostgreSQL from the table of events: an INSERT ... SELECT ... GROUP BY for each of the three tables, at once
/// on three connections, as PostgreSQL runs an INSERT in one process only.
/// </summary>
internal static class SqlAggregation
{
    /// <summary>Statements that compute every column.</summary>
    public static readonly IReadOnlyList<string> Full = ["content_full", "region_full", "device"];

    /// <summary>The same without percentiles, different users and numbers of each error code.</summary>
    public static readonly IReadOnlyList<string> Plain = ["content_plain", "region_plain", "device"];

    /// <summary>Makes the rows again.</summary>
    /// <returns>Wall time, and what it took.</returns>
    public static async Task<(TimeSpan Wall, Usage Used)> RunAsync(BenchPipeline pipeline, IReadOnlyList<string> statements)
    {
        await ExecuteAsync(pipeline.Database, Statement.Read("tables") + ";CHECKPOINT");
        var before = Usage.Now(pipeline.ServerProcessId);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(statements.Select(name => ExecuteAsync(pipeline.Database, "SET work_mem = '256MB';" + Statement.Read(name))));
        return (Stopwatch.GetElapsedTime(started), Usage.Now(pipeline.ServerProcessId) - before);
    }

    /// <summary>Runs statements on a connection of their own, however long they take.</summary>
    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
