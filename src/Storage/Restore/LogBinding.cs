using Npgsql;
using StreamPulse.Log;

namespace StreamPulse.Storage.Restore;

/// <summary>The log that a database's checkpoints and rows belong to: always one, recorded by the first silo.</summary>
public static class LogBinding
{
    /// <summary>
    /// The log that the database belongs to; null if none was recorded. A database from versions that did not record it, which has a log or
    /// checkpoints, belongs to its embedded log.
    /// </summary>
    public static async Task<LogIdentity?> LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT log_kind, log_name, log_incarnation,
                EXISTS (SELECT FROM checkpoints) OR EXISTS (SELECT FROM log_partitions WHERE next_offset > 0)
            FROM (SELECT true) AS one LEFT JOIN pipeline_state ON true
            """,
            connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (!row.IsDBNull(0))
            return new LogIdentity(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
        return row.GetBoolean(3) ? new LogIdentity("embedded", string.Empty, null) : null;
    }

    /// <summary>Does nothing when the database belongs to this log, or to none yet.</summary>
    /// <exception cref="LogMismatchException">It belongs to another one.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, LogIdentity log, CancellationToken cancellationToken)
        => Check(await LoadAsync(connection, cancellationToken), log);

    /// <summary>The same with what was loaded.</summary>
    /// <exception cref="LogMismatchException">It belongs to another one.</exception>
    public static void Check(LogIdentity? stored, LogIdentity log)
    {
        if (stored is not null && !stored.IsSameAs(log))
            throw new LogMismatchException(stored, log);
    }

    /// <summary>
    /// Binds the database to the log, or checks that it is bound to it. An incarnation that was unknown before is filled in.
    /// </summary>
    /// <exception cref="LogMismatchException">It belongs to another one.</exception>
    internal static async Task<LogIdentity> EnsureAsync(NpgsqlConnection connection, LogIdentity log, CancellationToken cancellationToken)
    {
        // Two silos that are the first at the same time: the row lock lets one continue, and the other finds what it recorded.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT FROM pipeline_state FOR UPDATE", connection, transaction))
            await wait.ExecuteNonQueryAsync(cancellationToken);
        var stored = await LoadAsync(connection, cancellationToken);
        Check(stored, log);
        await using var bind = new NpgsqlCommand(
            """
            UPDATE pipeline_state SET log_kind = $1, log_name = $2, log_incarnation = coalesce(log_incarnation, $3)
            WHERE log_kind IS NULL OR (log_incarnation IS NULL AND $3 IS NOT NULL)
            """,
            connection,
            transaction);
        bind.Parameters.Add(new NpgsqlParameter<string> { TypedValue = log.Kind });
        bind.Parameters.Add(new NpgsqlParameter<string> { TypedValue = log.Name });
        bind.Parameters.Add(
            new NpgsqlParameter { Value = log.Incarnation ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await bind.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return log with { Incarnation = stored?.Incarnation ?? log.Incarnation };
    }
}
