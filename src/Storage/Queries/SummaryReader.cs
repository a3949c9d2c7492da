using System.Data.Common;
using NpgsqlTypes;
using StreamPulse.Core.Results;
using StreamPulse.Core.Sketches;
using static StreamPulse.Storage.Queries.StateReader;
using static StreamPulse.Storage.Queries.WindowParameters;

namespace StreamPulse.Storage.Queries;

/// <summary>Adds up two periods: sums in SQL, the sketches of durations here, since only their merge has a percentile.</summary>
internal sealed class SummaryReader(BoundedQueries queries)
{
    /// <summary>Most rows of a period whose sketches are merged: 13 regions over a day. A sketch is some hundred bytes.</summary>
    private const int MaxSketches = 20_000;

    private const int Contents = FirstColumn + 11;
    private const int DataSince = FirstColumn + 12;

    public async Task<StoredAnswer<PeriodPair>> ReadAsync(
        WindowSelection selection, DateTimeOffset middle, PeriodFilter filter, CancellationToken cancellationToken)
    {
        var parameters = Begin(selection).AddInstant(middle);
        if (filter.ContentId is null)
        {
            var contents = filter.Region is null ? LiveRows(selection, static s => s.Contents, static r => r.Window) : [];
            parameters.Add(filter.Region, NpgsqlDbType.Text).Add(MaxSketches, NpgsqlDbType.Integer)
                .AddArray(Column(contents, static r => r.ContentId), NpgsqlDbType.Text)
                .AddArray(ToInstants(contents, static r => r.Window.StartMs), NpgsqlDbType.TimestampTz);
        }
        else
        {
            parameters.Add(filter.ContentId, NpgsqlDbType.Text);
        }

        var periods = new Dictionary<bool, Period>();
        DateTimeOffset? since = null;
        var answer = Many(await queries.ReadAsync(
            filter.ContentId is null ? WindowSql.Summary : WindowSql.ContentSummary, parameters,
            Read(reader =>
            {
                var period = ReadPeriod(reader);
                periods[reader.GetBoolean(FirstColumn)] = period;
                since = reader.IsDBNull(DataSince) ? null : reader.GetFieldValue<DateTimeOffset>(DataSince);
                return period;
            }),
            cancellationToken).ConfigureAwait(false));
        AddLive(selection, middle, filter, periods);
        var hasContents = filter is { Region: null, ContentId: null };
        return new StoredAnswer<PeriodPair>(
            new PeriodPair(
                periods[true].ToTotals(hasContents), periods[false].ToTotals(hasContents), Earlier(since, LiveSince(selection))),
            answer.CommittedWatermark, answer.WindowSize);
    }

    private static DateTimeOffset? LiveSince(WindowSelection selection)
        => LiveRows(selection, static s => s.Regions, static r => r.Window)
            .Min(static r => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(r.Window.StartMs));

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one < other ? one : other;

    private static Period ReadPeriod(DbDataReader r)
    {
        if (r.IsDBNull(FirstColumn + 1))
            return new Period(SeriesTotals.None, r.GetInt64(Contents), new QuantileSketch());
        var sketch = r.GetBoolean(FirstColumn + 9) ? new QuantileSketch() : null;
        foreach (var stored in sketch is null ? [] : r.GetFieldValue<byte[][]>(FirstColumn + 10))
            sketch!.Merge(SketchBytes.Read(stored));
        return new Period(WindowReader.Totals(r, FirstColumn + 2), r.GetInt64(Contents), sketch);
    }

    private static void AddLive(WindowSelection selection, DateTimeOffset middle, PeriodFilter filter, Dictionary<bool, Period> periods)
    {
        var middleMs = CeilingMs(middle);
        if (filter.ContentId is { } id)
        {
            foreach (var row in LiveRows(selection, static s => s.Contents, static r => r.Window).Where(r => r.ContentId == id))
            {
                periods[row.Window.StartMs >= middleMs]
                    .Add(new SeriesTotals(row.Total, row.Successful, row.Failed, row.Cancelled, row.TotalSizeGb, 0, 0), null);
            }

            return;
        }

        foreach (var row in LiveRows(selection, static s => s.Regions, static r => r.Window)
            .Where(r => filter.Region is null || r.Region == filter.Region))
        {
            periods[row.Window.StartMs >= middleMs].Add(
                new SeriesTotals(row.Total, row.Successful, row.Failed, row.Cancelled, row.TotalSizeGb,
                    (row.AvgSpeedMbps ?? 0) * row.SpeedCount, row.SpeedCount),
                row.DurationSketch);
        }
    }

    /// <summary>A period as it is added up.</summary>
    /// <param name="sketch">Null where its percentile cannot be known.</param>
    private sealed class Period(SeriesTotals sums, long contents, QuantileSketch? sketch)
    {
        private SeriesTotals _sums = sums;
        private QuantileSketch? _sketch = sketch;

        public void Add(SeriesTotals more, byte[]? durations)
        {
            _sums = _sums.Plus(more);
            if (durations is null)
                _sketch = null;
            else
                _sketch?.Merge(SketchBytes.Read(durations));
        }

        public PeriodTotals ToTotals(bool hasContents) => new(_sums, hasContents ? contents : null, _sketch?.Quantile(0.95));
    }
}
