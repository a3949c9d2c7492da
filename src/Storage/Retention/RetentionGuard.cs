using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Storage.Retention;

/// <summary>
/// Decides whether retention may delete, and by which time: that of PostgreSQL, which is also what rows are dated by. A wrong clock must
/// not delete what is not old, so nothing is deleted where the two clocks differ, where the clock has moved on by more than
/// <see cref="RetentionOptions.MaxStep"/> since the last run, or where all data would go. An operator can confirm the last two.
/// </summary>
public sealed class RetentionGuard(NpgsqlDataSource dataSource, RetentionOptions options)
{
    /// <summary>How an operator confirms.</summary>
    public const string Command = "./streampulse clock --confirm-retention";

    /// <summary>A confirmation is for now, and not for some run later.</summary>
    private static readonly TimeSpan ConfirmedFor = TimeSpan.FromHours(1);

    private const string LookSql = """
        SELECT clock_timestamp(), retention_ran_at, retention_confirmed_at,
            greatest((SELECT max(updated_at) FROM checkpoints), (SELECT max(closed_at) FROM closed_windows)),
            EXISTS (SELECT FROM closed_windows WHERE retired_at < clock_timestamp() - $1)
                OR EXISTS (SELECT FROM event_log WHERE ingestion_time < clock_timestamp() - $2)
        FROM pipeline_state
        """;

    private const string NoteSql = """
        UPDATE pipeline_state SET retention_refusal = $1,
            retention_ran_at = CASE WHEN $1 IS NULL THEN $2 ELSE retention_ran_at END,
            retention_confirmed_at = CASE WHEN $1 IS NULL THEN NULL ELSE retention_confirmed_at END
        """;

    /// <summary>Decides, and stores the decision, for health.</summary>
    /// <param name="processTime">The clock of this process.</param>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<RetentionDecision> DecideAsync(DateTimeOffset processTime, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                if (await LookAsync(connection, cancellationToken) is not { } seen)
                    return new RetentionDecision(processTime, "The pipeline has not run yet.");
                var refusal = RefusalOf(seen, processTime);
                await using var note = new NpgsqlCommand(NoteSql, connection);
                note.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = refusal, NpgsqlDbType = NpgsqlDbType.Text });
                note.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = seen.Now.UtcDateTime });
                await note.ExecuteNonQueryAsync(cancellationToken);
                return new RetentionDecision(seen.Now, refusal);
            },
            cancellationToken);

    private string? RefusalOf(Seen seen, DateTimeOffset processTime)
    {
        var apart = (processTime - seen.Now).Duration();
        if (apart > options.MaxClockDifference)
        {
            return Text($"The clocks of this program and of the database are {Spoken(apart)} apart. Nothing is deleted until they agree.");
        }

        if (!seen.HasExpired || (seen.ConfirmedAt is { } confirmed && seen.Now - confirmed < ConfirmedFor && confirmed <= seen.Now))
            return null;
        if (seen.NewestAt is { } newest && seen.Now - newest > options.Rows)
        {
            return Text($"By the clock of the database nothing was written for {Spoken(seen.Now - newest)}, and all data would be deleted.")
                + $" If the clock is right and the data may go, confirm it: {Command}";
        }

        if (seen.RanAt is { } ran && seen.Now - ran > options.MaxStep)
        {
            return Text($"By the clock of the database nothing was deleted for {Spoken(seen.Now - ran)}. If the clock is right, because ")
                + $"the system was off for so long, confirm it: {Command}";
        }

        return null;
    }

    private async Task<Seen?> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = new NpgsqlCommand(LookSql, connection);
        look.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Rows });
        look.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Log });
        return (await StoreCall.ReadAsync(
            look,
            static row => new Seen(
                row.GetFieldValue<DateTimeOffset>(0), Instant(row, 1), Instant(row, 2), Instant(row, 3), row.GetBoolean(4)),
            cancellationToken)).SingleOrDefault();
    }

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column)
        => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>In whole minutes, hours or days, so that the same refusal is said once and not every minute anew.</summary>
    private static string Spoken(TimeSpan span)
        => span.TotalDays >= 1 ? Text($"{(long)span.TotalDays} d")
            : span.TotalHours >= 1 ? Text($"{(long)span.TotalHours} h")
            : Text($"{(long)span.TotalMinutes} min");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Seen(
        DateTimeOffset Now, DateTimeOffset? RanAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? NewestAt, bool HasExpired);
}

/// <summary>Whether retention may delete.</summary>
/// <param name="Now">The clock of PostgreSQL: ages count to it.</param>
/// <param name="Refusal">Why not, in sentences for operators; null where it may.</param>
public sealed record RetentionDecision(DateTimeOffset Now, string? Refusal);
