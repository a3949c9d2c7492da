using Npgsql;
using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// Commits batches, each in one transaction. A checkpoint moves only from where this process left it (compare and set on the offset),
/// and an engine writes only while no later one has claimed the database, so a process that was thought dead cannot write over its
/// successor. For one caller at a time.
/// </summary>
public sealed class PostgresWindowSink(NpgsqlDataSource dataSource, int commandTimeoutSeconds = 60) : IWindowSink
{
    private readonly PreparedRows _prepared = new(dataSource);

    /// <inheritdoc/>
    public Task PrepareAsync(WindowRows rows, CancellationToken cancellationToken) => _prepared.WriteAsync(rows, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ForgetPreparedAsync() => _prepared.ForgetAsync();

    /// <inheritdoc/>
    public async Task CommitAsync(CommitBatch commit, bool mayBeCommitted, CancellationToken cancellationToken)
    {
        try
        {
            var ahead = await _prepared.TakeAsync(commit.ClosedWindows, isWanted: !mayBeCommitted);
            await using var begun = ahead?.Transaction ?? await BegunTransaction.BeginAsync(dataSource, cancellationToken);
            var (connection, transaction) = (begun.Connection, begun.Transaction);
            if (!await EngineTerm.IsCurrentAsync(connection, transaction, commit.Term, cancellationToken))
                throw new FencedException("Another StreamPulse engine has begun on this database since this one did.");
            if (!await MoveCheckpointsAsync(connection, transaction, commit, cancellationToken))
            {
                if (mayBeCommitted && await CommitStatements.WereMovedByAsync(
                    connection, transaction, commit.Checkpoints, commit.Id, cancellationToken))
                {
                    return;
                }

                throw new FencedException("Another StreamPulse process works on this log: a checkpoint is not where this process left it.");
            }

            var rows = ahead is null ? commit.Rows : await ahead.KeepAsync(commit.Rows, cancellationToken);
            await WriteAsync(connection, transaction, commit with { Rows = rows }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresOutage.Is(e))
        {
            throw new StoreUnavailableException($"PostgreSQL did not take a commit: {e.Message}", e);
        }
    }

    private async Task<bool> MoveCheckpointsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CommitBatch commit, CancellationToken cancellationToken)
    {
        if (commit.Checkpoints.Count == 0)
            return true;
        await using var batch = NewBatch(connection, transaction);
        CommitStatements.AddCheckpoints(batch, commit.Checkpoints, commit.Id);
        return await batch.ExecuteNonQueryAsync(cancellationToken) == commit.Checkpoints.Count;
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CommitBatch commit, CancellationToken cancellationToken)
    {
        await using var batch = NewBatch(connection, transaction);
        CommitStatements.AddSegments(batch, commit.Segments);
        CommitStatements.AddClosedWindows(batch, commit.ClosedWindows);
        if (commit.ClosedWindows.Count > 0 && commit.Checkpoints.Count > 0)
            CommitStatements.AddHistory(batch, commit.Checkpoints);
        CommitStatements.AddGaps(batch, commit.Gaps);
        RowStatements.AddTo(batch, commit.Rows);
        CommitStatements.AddLateEvents(batch, commit.LateEvents);
        CommitStatements.AddDeadLetters(batch, commit.DeadLetters);
        AlertStatements.AddTo(batch, commit.Alerts);
        CommitStatements.AddDetectorStates(batch, commit.DetectorStates);
        CommitStatements.AddWatermark(batch, commit.WatermarkMs);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlBatch NewBatch(NpgsqlConnection connection, NpgsqlTransaction transaction)
        => new(connection, transaction) { Timeout = commandTimeoutSeconds };
}
