using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Results;
using static StreamPulse.Storage.Queries.StateReader;
using static StreamPulse.Storage.Queries.WindowParameters;

namespace StreamPulse.Storage.Queries;

/// <summary>The results in PostgreSQL, joined with live ones. Each query is one statement, so it sees one state of the tables.</summary>
public sealed class PostgresStoredResults : IStoredResults
{
    private readonly BoundedQueries _reader;

    /// <summary>Uses the pool of <paramref name="dataSource"/>, which stays the caller's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PostgresStoredResults(NpgsqlDataSource dataSource, StoredResultsOptions options)
    {
        options.Validate();
        _reader = new BoundedQueries(dataSource, options);
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<RealtimeTotals>> GetRealtimeAsync(WindowSelection selection, CancellationToken cancellationToken)
    {
        var regions = LiveRows(selection, live => live.Regions, row => row.Window);
        var contents = LiveRows(selection, live => live.Contents, row => row.Window);
        var parameters = Begin(selection)
            .AddArray(Column(regions, row => row.Total), NpgsqlDbType.Bigint)
            .AddArray(Column(regions, row => row.Successful), NpgsqlDbType.Bigint)
            .AddArray(Column(regions, row => row.AvgDurationSeconds), NpgsqlDbType.Double)
            .AddArray(contents.Select(row => row.ContentId).Distinct().ToArray(), NpgsqlDbType.Text);
        return Single(await _reader.ReadAsync(
            ResultSql.Realtime, parameters,
            Read(r => new RealtimeTotals(r.GetInt64(2), r.GetInt64(3), r.GetInt64(6), r.GetDouble(4), r.GetInt64(5))),
            cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<IReadOnlyList<ContentTotals>>> GetTrendingAsync(
        WindowSelection selection, int limit, CancellationToken cancellationToken)
    {
        var live = LiveRows(selection, snapshot => snapshot.Contents, row => row.Window);
        var parameters = Begin(selection)
            .AddArray(Column(live, row => row.ContentId), NpgsqlDbType.Text)
            .AddArray(Column(live, row => row.Title), NpgsqlDbType.Text)
            .AddArray(ToInstants(live, row => row.Window.StartMs), NpgsqlDbType.TimestampTz)
            .AddArray(Column(live, row => row.Total), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.Successful), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.Failed), NpgsqlDbType.Bigint)
            .Add(limit, NpgsqlDbType.Integer);
        return Many(await _reader.ReadAsync(
            ResultSql.Trending, parameters,
            Read(r => new ContentTotals(r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))),
            cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<IReadOnlyList<RegionTotals>>> GetRegionsAsync(
        WindowSelection selection, CancellationToken cancellationToken)
    {
        var live = LiveRows(selection, snapshot => snapshot.Regions, row => row.Window);
        var parameters = Begin(selection)
            .AddArray(Column(live, row => row.Region), NpgsqlDbType.Text)
            .AddArray(Column(live, row => row.Total), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.Successful), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.AvgSpeedMbps), NpgsqlDbType.Double)
            .AddArray(Column(live, row => row.SpeedCount), NpgsqlDbType.Bigint);
        return Many(await _reader.ReadAsync(
            ResultSql.Regions, parameters,
            Read(r => new RegionTotals(r.GetString(2), r.GetInt64(3), r.GetInt64(4), r.GetDouble(5), r.GetInt64(6))),
            cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<IReadOnlyList<DeviceTotals>>> GetDevicesAsync(
        WindowSelection selection, int limit, CancellationToken cancellationToken)
    {
        var live = LiveRows(selection, snapshot => snapshot.Devices, row => row.Window);
        var parameters = Begin(selection)
            .AddArray(Column(live, row => row.Device), NpgsqlDbType.Text)
            .AddArray(Column(live, row => row.Total), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.Successful), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.AvgSpeedMbps), NpgsqlDbType.Double)
            .AddArray(Column(live, row => row.SpeedCount), NpgsqlDbType.Bigint)
            .Add(limit, NpgsqlDbType.Integer);
        return Many(await _reader.ReadAsync(
            ResultSql.Devices, parameters,
            Read(r => new DeviceTotals(r.GetString(2), r.GetInt64(3), r.GetInt64(4), r.GetDouble(5), r.GetInt64(6))),
            cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<IReadOnlyList<WindowTotals>>> GetTimeSeriesAsync(
        WindowSelection selection, CancellationToken cancellationToken)
    {
        var live = LiveRows(selection, snapshot => snapshot.Regions, row => row.Window);
        var parameters = Begin(selection)
            .AddArray(ToInstants(live, row => row.Window.StartMs), NpgsqlDbType.TimestampTz)
            .AddArray(Column(live, row => row.Total), NpgsqlDbType.Bigint)
            .AddArray(Column(live, row => row.Successful), NpgsqlDbType.Bigint);
        return Many(await _reader.ReadAsync(
            ResultSql.TimeSeries, parameters,
            Read(r => new WindowTotals(Instant(r, 2)!.Value, r.GetInt64(3), r.GetInt64(4))),
            cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<AlertList>> GetAlertsAsync(AlertSelection selection, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters()
            .Add(selection.Acknowledged, NpgsqlDbType.Boolean)
            .Add(selection.Severity, NpgsqlDbType.Text)
            .Add(selection.Before?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .Add(selection.Limit, NpgsqlDbType.Integer);
        var unacknowledged = 0L;
        var answer = Many(await _reader.ReadAsync(
            ResultSql.Alerts, parameters,
            reader =>
            {
                unacknowledged = reader.GetInt64(FirstColumn);
                return Read(ReadAlert, keyColumn: FirstColumn + 1)(reader);
            },
            cancellationToken).ConfigureAwait(false));
        return new StoredAnswer<AlertList>(new AlertList(answer.Value, unacknowledged), answer.CommittedWatermark, answer.WindowSize);
    }

    /// <inheritdoc/>
    public async Task<StoredAnswer<IReadOnlyList<PartitionStatus>>> GetPipelineAsync(CancellationToken cancellationToken)
        => Many(await _reader.ReadAsync(ResultSql.Pipeline, new QueryParameters(), Read(ReadProgress), cancellationToken)
            .ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<StoreCondition> CheckAsync(CancellationToken cancellationToken)
        => (await _reader.ReadAsync(
            ResultSql.Condition, new QueryParameters(), static r => new StoreCondition(Instant(r, 0)!.Value, Instant(r, 1), Text(r, 2)),
            cancellationToken).ConfigureAwait(false))[0];

    private static StoredAlert ReadAlert(DbDataReader r) => new(
        r.GetInt64(3), r.GetString(4), r.GetString(5), r.GetString(6), Text(r, 7),
        r.GetString(8), r.GetDouble(9), r.GetDouble(10), Instant(r, 11)!.Value);

    private static PartitionStatus ReadProgress(DbDataReader r) => new(
        r.GetInt32(2), Text(r, 3), r.GetInt64(4), r.GetInt64(5), r.IsDBNull(6) ? null : r.GetInt64(6),
        r.GetInt64(7), r.GetInt64(8), r.GetInt64(9), r.GetInt64(10), r.GetInt64(11), Instant(r, 12), r.GetBoolean(13),
        Instant(r, 14), r.IsDBNull(15) ? null : r.GetFieldValue<TimeSpan>(15), r.GetInt64(16));
}
