using Npgsql;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Restore;

/// <summary>Reads back what <see cref="PostgresWindowSink"/> wrote, and retires windows.</summary>
public sealed class PostgresPipelineStore(NpgsqlDataSource dataSource) : IPipelineStore
{
    private const string CheckpointColumns = "partition, next_offset, max_event_time, counted, late, dead_lettered, absent, missing";

    internal const string CheckpointSql = $"SELECT {CheckpointColumns} FROM checkpoints";

    /// <summary>Makes sure that the rows in this database were made with these settings; the first caller lays them down.</summary>
    /// <exception cref="SettingsMismatchException">They were made with others.</exception>
    public Task EnsureSettingsAsync(PipelineSettings settings, CancellationToken cancellationToken)
        => Run(async connection =>
        {
            await using var lay = new NpgsqlCommand(
                "INSERT INTO pipeline_state (window_size_ms, settings) VALUES ($1, $2::jsonb) ON CONFLICT (only_row) DO NOTHING",
                connection);
            lay.Parameters.Add(new NpgsqlParameter<long> { TypedValue = settings.Windows.SizeMs });
            lay.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StoredSettings.ToJson(settings) });
            await lay.ExecuteNonQueryAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT settings::text FROM pipeline_state", connection);
            var stored = StoredSettings.FromJson((string)(await command.ExecuteScalarAsync(cancellationToken))!);
            if (stored != settings)
                throw new SettingsMismatchException(StoredSettings.Differences(stored, settings));
            return 0;
        });

    /// <summary>
    /// Binds the database to the log, after the settings are laid down; a log that tells its incarnation later may be told again.
    /// </summary>
    /// <exception cref="LogMismatchException">The database belongs to another log.</exception>
    /// <returns>The log as the database knows it.</returns>
    public Task<LogIdentity> EnsureLogAsync(LogIdentity log, CancellationToken cancellationToken)
        => Run(connection => LogBinding.EnsureAsync(connection, log, cancellationToken));

    /// <inheritdoc/>
    public Task<long> ClaimAsync(CancellationToken cancellationToken)
        => Run(connection => EngineTerm.ClaimAsync(connection, cancellationToken));

    /// <summary>Everything but the partials.</summary>
    public Task<StoredPipeline> LoadAsync(CancellationToken cancellationToken)
        => Run(async connection =>
        {
            var watermark = Watermark.None;
            await foreach (var row in Query(
                connection, "SELECT watermark FROM pipeline_state WHERE watermark IS NOT NULL", cancellationToken))
            {
                watermark = UnixTime.ToMilliseconds(row.GetDateTime(0));
            }

            var checkpoints = new Dictionary<int, StoredCheckpoint>();
            await foreach (var row in Query(connection, $"SELECT {CheckpointColumns} FROM checkpoints", cancellationToken))
                checkpoints.Add(row.GetInt32(0), CheckpointOf(row));
            var closed = new HashSet<long>();
            var retired = new HashSet<long>();
            await foreach (var row in Query(
                connection, "SELECT window_start, retired_at IS NOT NULL FROM closed_windows", cancellationToken))
            {
                (row.GetBoolean(1) ? retired : closed).Add(UnixTime.ToMilliseconds(row.GetDateTime(0)));
            }

            var detectors = new Dictionary<string, string>();
            await foreach (var row in Query(connection, "SELECT region, state::text FROM detector_state", cancellationToken))
                detectors.Add(row.GetString(0), row.GetString(1));
            return new StoredPipeline(watermark, checkpoints, closed, retired, detectors);
        });

    /// <summary>Which (partition, window) pairs have partials.</summary>
    public Task<List<(int Partition, long WindowStartMs)>> ListPartialsAsync(CancellationToken cancellationToken)
        => Run(async connection =>
        {
            var pairs = new List<(int, long)>();
            await foreach (var row in Query(connection, "SELECT DISTINCT partition, window_start FROM partials", cancellationToken))
                pairs.Add((row.GetInt32(0), UnixTime.ToMilliseconds(row.GetDateTime(1))));
            return pairs;
        });

    /// <summary>All partials of the given windows.</summary>
    public Task<List<StoredPartials>> LoadPartialsAsync(
        IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => Run(async connection =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT partition, window_start, segment, payload FROM partials WHERE window_start = ANY($1) "
                    + "ORDER BY window_start, partition, segment",
                connection);
            command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. windowStartsMs.Select(UnixTime.ToUtc)] });
            var loaded = await PartialsReader.ReadAsync(command, interner, cancellationToken);
            return loaded.ConvertAll(
                static l => new StoredPartials(l.Partition, l.Window.WindowStartMs, l.Window.Version, l.Window.Partials));
        });

    /// <summary>Makes a checkpoint at the partition's first offset unless there is one.</summary>
    public Task<StoredCheckpoint> EnsureCheckpointAsync(int partition, long earliestOffset, CancellationToken cancellationToken)
        => Run(async connection =>
        {
            await using var insert = new NpgsqlCommand(
                """
                INSERT INTO checkpoints (partition, next_offset, first_offset)
                SELECT $1, $2, $2 WHERE NOT EXISTS (SELECT FROM checkpoints WHERE partition = $1) -- would wait for whoever is moving it
                ON CONFLICT (partition) DO NOTHING
                """,
                connection);
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = earliestOffset });
            await insert.ExecuteNonQueryAsync(cancellationToken);
            await using var select = new NpgsqlCommand(
                $"SELECT {CheckpointColumns} FROM checkpoints WHERE partition = $1", connection);
            select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return CheckpointOf(reader);
        });

    /// <summary>Windows that closed before <paramref name="closedBefore"/> and are not retired.</summary>
    public Task<List<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
        => Run(async connection =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT window_start FROM closed_windows WHERE retired_at IS NULL AND closed_at < $1 ORDER BY window_start", connection);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = closedBefore.UtcDateTime });
            return await StoreCall.ReadAsync(command, static row => UnixTime.ToMilliseconds(row.GetDateTime(0)), cancellationToken);
        });

    /// <inheritdoc/>
    public Task RetireAsync(IReadOnlyCollection<long> windowStartsMs, long term, CancellationToken cancellationToken)
        => Run(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (!await EngineTerm.IsCurrentAsync(connection, transaction, term, cancellationToken))
                throw new FencedException("Another StreamPulse engine has begun on this database since this one did.");
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var sql in (ReadOnlySpan<string>)
                [
                    "UPDATE closed_windows SET retired_at = now() WHERE window_start = ANY($1)",
                    "DELETE FROM partials WHERE window_start = ANY($1)",
                    "DELETE FROM window_rows WHERE window_start = ANY($1)"])
            {
                var command = new NpgsqlBatchCommand(sql);
                command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. windowStartsMs.Select(UnixTime.ToUtc)] });
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return 0;
        });

    internal static StoredCheckpoint CheckpointOf(NpgsqlDataReader row)
        => new(
            row.GetInt64(1),
            row.IsDBNull(2) ? Watermark.None : UnixTime.ToMilliseconds(row.GetDateTime(2)),
            new PartitionTotals(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7)));

    private static async IAsyncEnumerable<NpgsqlDataReader> Query(
        NpgsqlConnection connection, string sql,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader;
    }

    private Task<T> Run<T>(Func<NpgsqlConnection, Task<T>> work) => StoreCall.RunAsync(dataSource, work, CancellationToken.None);
}
