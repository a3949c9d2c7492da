using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Queries;
using static StreamPulse.Storage.Queries.StateReader;

namespace StreamPulse.Storage.Alerts;

/// <summary>Alerts in PostgreSQL.</summary>
public sealed class PostgresStoredAlerts : IStoredAlerts
{
    /// <summary>How many entries of a history are returned at most: the latest. Only actions of people make a history long.</summary>
    private const int MaxHistory = 1_000;

    private const int Columns = 20;

    private readonly BoundedQueries _queries;

    /// <summary>Uses the pool of <paramref name="dataSource"/>, which stays the caller's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PostgresStoredAlerts(NpgsqlDataSource dataSource, StoredResultsOptions options)
    {
        options.Validate();
        _queries = new BoundedQueries(dataSource, options);
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<AlertPage>> ListAsync(
        AlertFilter filter, AlertPosition? after, int limit, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters()
            .Add(filter.Open, NpgsqlDbType.Boolean)
            .Add(filter.Acknowledged, NpgsqlDbType.Boolean)
            .Add(filter.Severity, NpgsqlDbType.Text)
            .Add(filter.Region, NpgsqlDbType.Text)
            .Add(filter.AlertType, NpgsqlDbType.Text)
            .Add(filter.From?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .Add(filter.To?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .Add(after?.CreatedAt.UtcDateTime, NpgsqlDbType.TimestampTz)
            .Add(after?.Id, NpgsqlDbType.Bigint)
            .Add(limit + 1, NpgsqlDbType.Integer);
        var (open, unacknowledged) = (0L, 0L);
        var answer = Many(await _queries.ReadAsync(
            AlertSql.List, parameters,
            reader =>
            {
                (open, unacknowledged) = (reader.GetInt64(FirstColumn), reader.GetInt64(FirstColumn + 1));
                return Read(static r => ReadAlert(r, FirstColumn + 2), keyColumn: FirstColumn + 2)(reader);
            },
            cancellationToken).ConfigureAwait(false));
        var page = new AlertPage([.. answer.Value.Take(limit)], answer.Value.Count > limit, open, unacknowledged);
        return new StoredAnswer<AlertPage>(page, answer.CommittedWatermark, answer.WindowSize);
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<AlertCase?>> FindAsync(long id, CancellationToken cancellationToken)
    {
        AlertRecord? alert = null;
        var parameters = new QueryParameters().Add(id, NpgsqlDbType.Bigint).Add(MaxHistory, NpgsqlDbType.Integer);
        var answer = Many(await _queries.ReadAsync(
            AlertSql.Find, parameters,
            reader =>
            {
                alert ??= reader.IsDBNull(FirstColumn) ? null : ReadAlert(reader, FirstColumn);
                return Read(ReadEntry, keyColumn: FirstColumn + Columns)(reader);
            },
            cancellationToken).ConfigureAwait(false));
        return new StoredAnswer<AlertCase?>(
            alert is null ? null : new AlertCase(alert, answer.Value), answer.CommittedWatermark, answer.WindowSize);
    }

    /// <inheritdoc/>
    public Task ActAsync(long id, AlertAct act, CancellationToken cancellationToken)
    {
        var sql = act.Kind switch
        {
            AlertActKind.Acknowledge => AlertSql.Acknowledge,
            AlertActKind.Unacknowledge => AlertSql.Unacknowledge,
            AlertActKind.Resolve => AlertSql.Resolve,
            _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "No such action."),
        };
        var parameters = new QueryParameters()
            .Add(id, NpgsqlDbType.Bigint).AddInstant(act.At).Add(act.By, NpgsqlDbType.Text).Add(act.Note, NpgsqlDbType.Text);
        return _queries.WriteAsync(sql, parameters, static _ => 0, cancellationToken);
    }

    private static AlertRecord ReadAlert(DbDataReader r, int c) => new(
        r.GetInt64(c), r.GetString(c + 1), r.GetString(c + 2), r.GetString(c + 3), Text(r, c + 4), Text(r, c + 5),
        r.GetString(c + 6), r.GetDouble(c + 7), r.GetDouble(c + 8), r.GetInt64(c + 9),
        Instant(r, c + 10)!.Value, Instant(r, c + 11)!.Value, Instant(r, c + 12)!.Value, Instant(r, c + 13)!.Value, Instant(r, c + 14),
        Text(r, c + 15),
        r.GetBoolean(c + 16), Instant(r, c + 17), Text(r, c + 18), Text(r, c + 19));

    private static AlertHistoryEntry ReadEntry(DbDataReader r)
    {
        const int C = FirstColumn + Columns;
        return new(Instant(r, C)!.Value, r.GetString(C + 1), Text(r, C + 2), Text(r, C + 3));
    }
}
