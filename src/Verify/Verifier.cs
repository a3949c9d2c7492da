using System.Data;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Log;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Recount;
using StreamPulse.Storage.Restore;
using StreamPulse.Storage.Schemas;

namespace StreamPulse.Verify;

/// <summary>
/// Recounts the log independently, by PostgreSQL's own aggregation over the raw records, and compares every row with it. Works on one
/// snapshot of the database, so it may run while events are processed: rows and checkpoints in a snapshot belong together. The log is
/// opened after the snapshot was taken: records before a checkpoint never change, and those that retention has deleted meanwhile are not
/// read.
/// </summary>
public sealed class Verifier(NpgsqlDataSource dataSource, IRawLog rawLog, AvroSchemaSet schemas)
{
    /// <summary>Most differences that a report lists one by one.</summary>
    public const int MaxListed = 1000;

    /// <summary>Windows that are closed and whose rows lack something committed.</summary>
    private const string DueSql = $"""
        CREATE TEMP TABLE due_windows ON COMMIT DROP AS
        SELECT window_start FROM closed_windows AS due WHERE {PostgresWindowStore.IsDueSql}
        """;

    private static readonly string[] Steps = ["2_judge.sql", "3_recount.sql", "4_differences.sql"];

    /// <summary>Recounts and compares. Uses about 500 bytes of temporary space in PostgreSQL per record.</summary>
    /// <param name="progress">Receives the number of records loaded.</param>
    /// <exception cref="LogMismatchException">The database's rows were made from another log.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    /// <exception cref="OffsetOutOfRangeException">Retention has deleted records that were about to be read. Start again.</exception>
    public async Task<VerifyReport> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var work = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await work.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await ExecuteAsync(work, "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off", cancellationToken);
        await ExecuteAsync(work, Sql("1_tables.sql"), cancellationToken);
        var basis = await RecountBasisReader.LoadAsync(work, cancellationToken);
        var (records, waiting) = await LoadAsync(work, basis, progress, cancellationToken);
        await ExecuteAsync(work, DueSql, cancellationToken);
        foreach (var step in Steps)
            await ExecuteAsync(work, Sql(step), cancellationToken);
        var report = await ReportAsync(work, records, cancellationToken) with { Waiting = waiting };
        await transaction.RollbackAsync(cancellationToken);
        return report;
    }

    private async Task<(long Records, IReadOnlyList<WaitingRecords> Waiting)> LoadAsync(
        NpgsqlConnection work, RecountBasis basis, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var log = await rawLog.OpenAsync(cancellationToken);
        LogBinding.Check(basis.Log, log.Identity);
        var plan = basis.Plan(log.Beginnings, firstWindowMs: null);
        await PlanLoader.LoadAsync(plan, work, cancellationToken);
        var known = schemas.Copy();
        await PostgresSchemas.AddToAsync(known, work, cancellationToken);
        var records = await new RawEventLoader(known).LoadAsync(log, plan, work, progress, cancellationToken);
        return (records, Waiting(basis, log.Beginnings));
    }

    private static List<WaitingRecords> Waiting(RecountBasis basis, IReadOnlyCollection<LogBeginning> partitions)
    {
        var counted = basis.Partitions.ToDictionary(static p => p.Partition, static p => p.NextOffset);
        return
        [
            .. partitions.Select(p => new WaitingRecords(
                    p.Partition, p.File, p.EndOffset - Math.Max(p.EarliestOffset, counted.GetValueOrDefault(p.Partition))))
                .Where(static w => w.Records > 0),
        ];
    }

    private static async Task<VerifyReport> ReportAsync(NpgsqlConnection work, long records, CancellationToken cancellationToken)
    {
        var differences = new List<VerifyDifference>();
        await using (var command = new NpgsqlCommand(
            $"SELECT \"table\", key, window_start, column_name, stored, recounted FROM differences ORDER BY 1, 3, 2, 4 LIMIT {MaxListed}",
            work))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                differences.Add(new VerifyDifference(
                    reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetDateTime(2), reader.GetString(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5)));
            }
        }

        const string Figures = """
            SELECT (SELECT count(*) FROM judged WHERE verdict = 'counted'), (SELECT count(*) FROM judged WHERE verdict = 'late'),
                (SELECT count(*) FROM judged WHERE verdict = 'dead'), (SELECT count(*) FROM counted),
                (SELECT count(*) FROM compared_windows), (SELECT count(*) FROM closed_windows),
                (SELECT count(*) FROM content_stats JOIN compared_windows USING (window_start)),
                (SELECT count(*) FROM region_health JOIN compared_windows USING (window_start)),
                (SELECT count(*) FROM device_stats JOIN compared_windows USING (window_start)),
                (SELECT count(*) FROM differences),
                (SELECT count(*) FROM judged_windows WHERE left_out = 'trimmed'),
                    (SELECT count(*) FROM judged_windows WHERE left_out = 'gap'),
                    (SELECT count(*) FROM judged_windows WHERE left_out = 'due')
            """;
        await using var figures = new NpgsqlCommand(Figures, work) { CommandTimeout = 0 };
        await using var row = await figures.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new VerifyReport(
            records, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
            row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), differences)
        {
            WindowsTrimmed = row.GetInt64(10),
            WindowsWithGaps = row.GetInt64(11),
            WindowsDue = row.GetInt64(12),
        };
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Sql(string name)
    {
        using var stream = typeof(Verifier).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
