using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Storage.Replay;

namespace StreamPulse.Standalone.Replay;

/// <summary>Which windows: those that start at or after <paramref name="From"/> and end at or before <paramref name="To"/>.</summary>
public sealed record ReplayRange(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Whether the window lies in the range.</summary>
    public bool Holds(long startMs, long endMs) => startMs >= From.ToUnixTimeMilliseconds() && endMs <= To.ToUnixTimeMilliseconds();
}

/// <summary>What a replay did, or would do.</summary>
/// <param name="Records">Records read.</param>
/// <param name="Windows">Closed windows computed again.</param>
/// <param name="Rows">Rows of those.</param>
/// <param name="Revised">Rows that were missing or different.</param>
/// <param name="Deleted">Rows that should not have been there.</param>
/// <param name="WindowsTrimmed">Closed windows in the range left alone, because records of them are no longer in the log.</param>
public sealed record ReplayResult(long Records, long Windows, long Rows, long Revised, long Deleted, long WindowsTrimmed);

/// <summary>
/// Computes closed windows again from the log, by the same pure code as live processing, and revises rows that differ. Live processing may go on:
/// only for the last step are its commits held back, so that what is compared belongs to the same offsets.
/// </summary>
public sealed class ReplayRunner(IEventLog log, NpgsqlDataSource dataSource, AvroSchemaSet schemas)
{
    private const int RecordsPerUpdate = 100_000;

    private readonly Dictionary<int, PartitionAggregator> _aggregators = [];
    private Dictionary<int, HashSet<long>> _retiredOffsets = [];
    private HashSet<long> _wanted = [];
    private long _records;

    /// <summary>Records that a replay would read now.</summary>
    public async Task<long> CountRecordsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return (await new PostgresReplayStore(connection).LoadPartitionsAsync(cancellationToken)).Sum(static p => p.NextOffset - p.EarliestOffset);
    }

    /// <summary>Replays.</summary>
    /// <param name="isDry">Change nothing, only count.</param>
    public async Task<ReplayResult> RunAsync(ReplayRange range, bool isDry, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var store = new PostgresReplayStore(connection);
        if (await store.LoadSettingsAsync(cancellationToken) is not { } settings)
            return new ReplayResult(0, 0, 0, 0, 0, 0);
        var merger = new WindowMerger(settings.Windows);
        var partitions = await store.LoadPartitionsAsync(cancellationToken);
        var (wanted, trimmed) = Choose(range, settings, partitions, await store.LoadClosedWindowsAsync(cancellationToken));
        _wanted = wanted;
        _retiredOffsets = await store.LoadRetiredOffsetsAsync(cancellationToken);
        await ReadAsync(partitions, settings, merger, progress, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await store.HoldCommitsAsync(transaction, cancellationToken);
        _retiredOffsets = await store.LoadRetiredOffsetsAsync(cancellationToken);
        await ReadAsync(await store.LoadPartitionsAsync(cancellationToken), settings, merger, progress, cancellationToken);
        var (rows, revised, deleted) = (0L, 0L, 0L);
        var merged = merger.Windows.ToDictionary(static w => w.Range.StartMs);
        foreach (var start in _wanted.Order())
        {
            var window = merged.GetValueOrDefault(start)?.AllRows() ?? new WindowRows(settings.Windows.At(start), [], [], []);
            var (r, d) = await store.ReviseAsync(transaction, window, cancellationToken);
            (rows, revised, deleted) = (rows + window.Count, revised + r, deleted + d);
        }

        if (isDry)
            await transaction.RollbackAsync(cancellationToken);
        else
            await transaction.CommitAsync(cancellationToken);
        return new ReplayResult(_records, _wanted.Count, rows, revised, deleted, trimmed);
    }

    private static (HashSet<long> Wanted, long Trimmed) Choose(
        ReplayRange range, PipelineSettings settings, List<ReplayPartition> partitions, HashSet<long> closed)
    {
        var size = settings.Windows.SizeMs;
        var inRange = closed.Where(start => range.Holds(start, start + size)).ToList();
        var whole = inRange.Where(start => !partitions.Any(p => p.HasTrimmed(start, start + size))).ToHashSet();
        return (whole, inRange.Count - whole.Count);
    }

    /// <summary>Reads each partition on to its checkpoint.</summary>
    private async Task ReadAsync(
        List<ReplayPartition> partitions, PipelineSettings settings, WindowMerger merger, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        foreach (var partition in partitions)
        {
            if (!_aggregators.TryGetValue(partition.Partition, out var aggregator))
            {
                aggregator = new PartitionAggregator(partition.Partition, settings, new AvroEventDecoder(schemas));
                aggregator.Restore(new PartitionState(
                    partition.Partition, partition.EarliestOffset, partition.TrimmedToMs ?? Watermark.None, default, []));
                _aggregators.Add(partition.Partition, aggregator);
            }

            if (aggregator.NextOffset < partition.NextOffset)
                await ReadAsync(aggregator, partition.NextOffset, merger, progress, cancellationToken);
        }
    }

    private async Task ReadAsync(
        PartitionAggregator aggregator, long endOffset, WindowMerger merger, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var reader = log.OpenReader(aggregator.Partition, aggregator.NextOffset);
        var untaken = 0L;
        while (aggregator.NextOffset < endOffset)
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromSeconds(1), cancellationToken);
            if (batch is null)
                continue;
            var before = aggregator.NextOffset;
            Take(aggregator, batch, endOffset);
            untaken += aggregator.NextOffset - before;
            _records += aggregator.NextOffset - before;
            progress?.Report(_records);
            if (untaken < RecordsPerUpdate)
                continue;
            Apply(aggregator, merger);
            untaken = 0;
        }

        Apply(aggregator, merger);
    }

    private void Take(PartitionAggregator aggregator, RecordBatch batch, long endOffset)
    {
        var retired = _retiredOffsets.GetValueOrDefault(aggregator.Partition);
        while (aggregator.NextOffset < endOffset && batch.TryRead(out var record))
        {
            if (retired is not null && retired.Contains(record.Offset))
                aggregator.AddRetired(record.Offset, record.IngestionTimeMs, record.Key, record.Value);
            else
                aggregator.Add(record.Offset, record.IngestionTimeMs, record.Key, record.Value);
        }
    }

    /// <summary>Merges what changed of the windows that are wanted; of others nothing is kept.</summary>
    private void Apply(PartitionAggregator aggregator, WindowMerger merger)
    {
        var update = aggregator.TakeUpdate();
        merger.Apply(update with { Changed = [.. update.Changed.Where(c => _wanted.Contains(c.WindowStartMs))] });
    }
}
