using System.Data;
using Npgsql;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>Checkpoints, partials, late events and dead letters of one partition at a time.</summary>
public sealed class PostgresPartitionStore(NpgsqlDataSource dataSource, int commandTimeoutSeconds = 60) : IPartitionStore
{
    private const string CheckpointSql =
        "SELECT next_offset, max_event_time, counted, late, dead_lettered, absent, missing, max_bounded_time FROM checkpoints "
        + "WHERE partition = $1";

    private const string EnsureCheckpointSql = """
        INSERT INTO checkpoints (partition, next_offset, first_offset)
        SELECT $1, $2, $2 WHERE NOT EXISTS (SELECT FROM checkpoints WHERE partition = $1) -- would wait for whoever is moving it
        ON CONFLICT (partition) DO NOTHING
        """;

    private const string NeededSql = """
        SELECT partition, window_start, segment, payload FROM partials AS p
        WHERE partition = $1
            AND ($2 IS NULL OR window_start >= $2 OR NOT EXISTS (SELECT FROM closed_windows AS c WHERE c.window_start = p.window_start))
        ORDER BY window_start, segment
        """;

    private const string VersionsSql = "SELECT window_start, max(segment) FROM partials WHERE partition = $1 GROUP BY window_start";

    private const string ClosedSql = "SELECT window_start, retired_at IS NOT NULL FROM closed_windows";

    /// <summary>Until the commit ends these windows cannot be retired.</summary>
    private const string RetiredSql =
        "SELECT retired_at IS NOT NULL FROM closed_windows WHERE window_start = ANY($1) ORDER BY window_start FOR SHARE";

    /// <inheritdoc/>
    public async Task<StoredPartition> LoadAsync(
        int partition, long earliestOffset, PipelineSettings settings, Utf8KeyInterner interner, long? setBackToMs,
        CancellationToken cancellationToken)
    {
        return await StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await EnsureCheckpointAsync(connection, partition, earliestOffset, cancellationToken);
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                var checkpoint = await ReadCheckpointAsync(connection, partition, cancellationToken);
                await using var needed = Command(connection, NeededSql, partition);
                var passedBeforeMs = Watermark.PassedBefore(
                    Math.Min(checkpoint.MaxBoundedTimeMs, setBackToMs ?? long.MaxValue), settings);
                needed.Parameters.Add(new NpgsqlParameter
                {
                    Value = passedBeforeMs == Watermark.None ? DBNull.Value : UnixTime.ToUtc(passedBeforeMs),
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
                });
                var windows = await PartialsReader.ReadAsync(needed, interner, cancellationToken);
                await using var versions = Command(connection, VersionsSql, partition);
                var committed = await StoreCall.ReadAsync(
                    versions, static row => (Start: UnixTime.ToMilliseconds(row.GetDateTime(0)), Version: row.GetInt32(1) + 1),
                    cancellationToken);
                await using var closed = new NpgsqlCommand(ClosedSql, connection);
                var standing = await StoreCall.ReadAsync(
                    closed, static row => (Start: UnixTime.ToMilliseconds(row.GetDateTime(0)), IsRetired: row.GetBoolean(1)),
                    cancellationToken);
                await snapshot.CommitAsync(cancellationToken);
                return new StoredPartition(
                    checkpoint, [.. windows.Select(static w => w.Window)],
                    committed.ToDictionary(static c => c.Start, static c => c.Version),
                    standing.Where(static s => !s.IsRetired).Select(static s => s.Start).ToHashSet(),
                    standing.Where(static s => s.IsRetired).Select(static s => s.Start).ToHashSet());
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task CommitAsync(PartitionCommit commit, bool mayBeCommitted, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                if (!await MoveCheckpointAsync(connection, transaction, commit, cancellationToken))
                {
                    return mayBeCommitted
                        && await CommitStatements.WereMovedByAsync(
                            connection, transaction, [AdvanceOf(commit)], commit.Id, cancellationToken)
                        ? 0
                        : throw new FencedException(
                            $"The checkpoint of partition {commit.Partition} is not at {commit.PreviousOffset}, where this activation left "
                                + "it.");
                }

                if (await HasRetiredWindowAsync(connection, transaction, commit, cancellationToken))
                {
                    throw new FencedException(
                        $"A window that this commit of partition {commit.Partition} changes was retired meanwhile; its events are late "
                            + "ones.");
                }

                await WriteAsync(connection, transaction, commit, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return 0;
            },
            cancellationToken);

    /// <summary>Where reading the partition begins: its checkpoint, or <paramref name="earliestOffset"/> where it has none yet.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<long> GetNextOffsetAsync(int partition, long earliestOffset, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var command = Command(connection, "SELECT next_offset FROM checkpoints WHERE partition = $1", partition);
                return await command.ExecuteScalarAsync(cancellationToken) as long? ?? earliestOffset;
            },
            cancellationToken);

    private static async Task<StoredCheckpoint> ReadCheckpointAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, CheckpointSql, partition);
        return (await StoreCall.ReadAsync(
            command,
            static row => new StoredCheckpoint(
                row.GetInt64(0),
                row.IsDBNull(1) ? Watermark.None : UnixTime.ToMilliseconds(row.GetDateTime(1)),
                new PartitionTotals(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)))
            {
                MaxBoundedTimeMs = row.IsDBNull(7) ? Watermark.None : UnixTime.ToMilliseconds(row.GetDateTime(7)),
            },
            cancellationToken)).Single();
    }

    private static async Task EnsureCheckpointAsync(
        NpgsqlConnection connection, int partition, long earliestOffset, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, EnsureCheckpointSql, partition);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = earliestOffset });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, int partition)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        return command;
    }

    private async Task<bool> MoveCheckpointAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PartitionCommit commit, CancellationToken cancellationToken)
    {
        await using var batch = NewBatch(connection, transaction);
        CommitStatements.AddCheckpoints(batch, [AdvanceOf(commit)], commit.Id);
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<bool> HasRetiredWindowAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PartitionCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Segments.Count == 0)
            return false;
        await using var command = new NpgsqlCommand(RetiredSql, connection, transaction);
        command.Parameters.Add(StoreCall.Starts(commit.Segments.Select(static s => s.WindowStartMs)));
        return (await StoreCall.ReadAsync(command, static row => row.GetBoolean(0), cancellationToken)).Contains(true);
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PartitionCommit commit, CancellationToken cancellationToken)
    {
        var partition = commit.Partition;
        await using var batch = NewBatch(connection, transaction);
        CommitStatements.AddSegments(
            batch,
            [.. commit.Segments.Select(
                s => new PartialSegment(partition, s.WindowStartMs, s.Version - 1, s.ReplacesEarlier, SegmentCodec.Encode(s.Partials)))]);
        if (commit.EndsWindow)
            CommitStatements.AddHistory(batch, [AdvanceOf(commit)]);
        if (commit.SetBack is { } setBack)
            CommitStatements.AddSetBack(batch, partition, setBack.Offset, setBack.TimeMs);
        CommitStatements.AddGaps(batch, [.. commit.Gaps.Select(g => new PartitionGap(partition, g))]);
        CommitStatements.AddLateEvents(batch, [.. commit.LateEvents.Select(e => new PartitionLateEvent(partition, e))]);
        CommitStatements.AddDeadLetters(batch, [.. commit.DeadLetters.Select(d => new PartitionDeadLetter(partition, d))]);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static CheckpointAdvance AdvanceOf(PartitionCommit commit)
        => new(
            commit.Partition, commit.PreviousOffset, commit.NextOffset, commit.MaxEventTimeMs, commit.MaxBoundedTimeMs, commit.Totals);

    private NpgsqlBatch NewBatch(NpgsqlConnection connection, NpgsqlTransaction transaction)
        => new(connection, transaction) { Timeout = commandTimeoutSeconds };
}
