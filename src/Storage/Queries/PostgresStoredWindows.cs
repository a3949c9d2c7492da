using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Results;
using static StreamPulse.Storage.Queries.StateReader;
using static StreamPulse.Storage.Queries.WindowParameters;

namespace StreamPulse.Storage.Queries;

/// <summary>Rows of single windows in PostgreSQL; each query is one statement, and live rows are joined to its result.</summary>
public sealed class PostgresStoredWindows : IStoredWindows
{
    private const int FirstOfSeries = FirstColumn + 9;

    private readonly BoundedQueries _queries;
    private readonly SummaryReader _summary;

    /// <summary>Uses the pool of <paramref name="dataSource"/>, which stays the caller's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PostgresStoredWindows(NpgsqlDataSource dataSource, StoredResultsOptions options)
    {
        options.Validate();
        _queries = new BoundedQueries(dataSource, options);
        _summary = new SummaryReader(_queries);
    }

    /// <inheritdoc/>
    public Task<StoredAnswer<PeriodPair>> GetSummaryAsync(
        WindowSelection selection, DateTimeOffset middle, PeriodFilter filter, CancellationToken cancellationToken)
        => _summary.ReadAsync(selection, middle, filter, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredAnswer<KeySeries<ContentWindowRow>>> GetContentAsync(
        string contentId, WindowPage page, CancellationToken cancellationToken)
    {
        var live = LiveSeries<ContentWindowRow>.Of(
            page.Selection, static s => s.Contents, static r => r.Window, r => r.ContentId == contentId, static _ => "");
        var parameters = BeginPage(page, contentId);
        var totals = live.Rows.Select(static r => new SeriesTotals(r.Total, r.Successful, r.Failed, r.Cancelled, r.TotalSizeGb, 0, 0));
        var answer = await SeriesAsync(WindowSql.Content, parameters, WindowReader.Content, live, totals, page, cancellationToken)
            .ConfigureAwait(false);
        var latest = page.Selection.Live?.Contents.Where(r => r.ContentId == contentId).MaxBy(static r => r.Window.StartMs)?.Title;
        return latest is null ? answer : answer with { Value = answer.Value with { Title = latest } };
    }

    /// <inheritdoc/>
    public Task<StoredAnswer<KeySeries<RegionWindowRow>>> GetRegionAsync(
        string region, WindowPage page, CancellationToken cancellationToken)
    {
        var live = LiveSeries<RegionWindowRow>.Of(
            page.Selection, static s => s.Regions, static r => r.Window, r => r.Region == region, static _ => "");
        var parameters = BeginPage(page, region);
        var totals = live.Rows.Select(static r => new SeriesTotals(
            r.Total, r.Successful, r.Failed, r.Cancelled, r.TotalSizeGb, (r.AvgSpeedMbps ?? 0) * r.SpeedCount, r.SpeedCount));
        return SeriesAsync(WindowSql.Region, parameters, WindowReader.Region, live, totals, page, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredAnswer<KeySeries<DeviceWindowRow>>> GetDeviceAsync(
        string device, string? osVersion, WindowPage page, CancellationToken cancellationToken)
    {
        var live = LiveSeries<DeviceWindowRow>.Of(
            page.Selection, static s => s.Devices, static r => r.Window,
            r => r.Device == device && (osVersion is null || r.OsVersion == osVersion), static r => r.OsVersion);
        var parameters = Begin(page.Selection)
            .Add(device, NpgsqlDbType.Text).Add(osVersion, NpgsqlDbType.Text)
            .Add(page.After?.WindowStart.UtcDateTime, NpgsqlDbType.TimestampTz).Add(page.After?.OsVersion, NpgsqlDbType.Text)
            .Add(page.Limit + 1, NpgsqlDbType.Integer);
        var totals = live.Rows.Select(static r => new SeriesTotals(
            r.Total, r.Successful, r.Failed, r.Cancelled, r.TotalSizeGb, (r.AvgSpeedMbps ?? 0) * r.SpeedCount, r.SpeedCount));
        return SeriesAsync(WindowSql.Device, parameters, WindowReader.Device, live, totals, page, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredAnswer<WindowRowPage<ContentWindowRow>>> ListContentsAsync(WindowPage page, CancellationToken cancellationToken)
        => ListAsync(WindowSql.ContentRows, page, withOsVersion: false, WindowReader.Content, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredAnswer<WindowRowPage<RegionWindowRow>>> ListRegionsAsync(WindowPage page, CancellationToken cancellationToken)
        => ListAsync(WindowSql.RegionRows, page, withOsVersion: false, WindowReader.Region, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredAnswer<WindowRowPage<DeviceWindowRow>>> ListDevicesAsync(WindowPage page, CancellationToken cancellationToken)
        => ListAsync(WindowSql.DeviceRows, page, withOsVersion: true, WindowReader.Device, cancellationToken);

    /// <summary>Key, place after which the page begins, and one row more than the page holds, so that further rows show.</summary>
    private static QueryParameters BeginPage(WindowPage page, string key)
        => Begin(page.Selection)
            .Add(key, NpgsqlDbType.Text).Add(page.After?.WindowStart.UtcDateTime, NpgsqlDbType.TimestampTz)
            .Add(page.Limit + 1, NpgsqlDbType.Integer);

    private async Task<StoredAnswer<KeySeries<T>>> SeriesAsync<T>(
        string sql, QueryParameters parameters, Func<DbDataReader, int, StoredWindow<T>> read, LiveSeries<T> live,
        IEnumerable<SeriesTotals> liveTotals,
        WindowPage page, CancellationToken cancellationToken)
    {
        var (isKnown, title, totals) = (live.IsKnown, (string?)null, SeriesTotals.None);
        var answer = Many(await _queries.ReadAsync(
            sql, parameters,
            reader =>
            {
                (isKnown, title) = (live.IsKnown || reader.GetBoolean(FirstColumn), Text(reader, FirstColumn + 1));
                totals = WindowReader.Totals(reader, FirstColumn + 2);
                return Read(r => read(r, FirstOfSeries), keyColumn: FirstOfSeries)(reader);
            },
            cancellationToken).ConfigureAwait(false));
        var series =
            new KeySeries<T>(isKnown, title, liveTotals.Aggregate(totals, static (a, b) => a.Plus(b)), live.Join(answer.Value, page));
        return new StoredAnswer<KeySeries<T>>(series, answer.CommittedWatermark, answer.WindowSize);
    }

    private async Task<StoredAnswer<WindowRowPage<T>>> ListAsync<T>(
        string sql, WindowPage page, bool withOsVersion, Func<DbDataReader, int, StoredWindow<T>> read, CancellationToken cancellationToken)
    {
        var parameters = Begin(page.Selection with { Live = null })
            .Add(page.After?.WindowStart.UtcDateTime, NpgsqlDbType.TimestampTz).Add(page.After?.Key, NpgsqlDbType.Text);
        if (withOsVersion)
            parameters.Add(page.After?.OsVersion, NpgsqlDbType.Text);
        parameters.Add(page.Limit + 1, NpgsqlDbType.Integer);
        var answer =
            Many(await _queries.ReadAsync(sql, parameters, Read(r => read(r, FirstColumn)), cancellationToken).ConfigureAwait(false));
        var rows = new WindowRowPage<T>([.. answer.Value.Take(page.Limit)], answer.Value.Count > page.Limit);
        return new StoredAnswer<WindowRowPage<T>>(rows, answer.CommittedWatermark, answer.WindowSize);
    }
}
