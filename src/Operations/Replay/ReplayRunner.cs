using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Recount;
using StreamPulse.Storage.Replay;
using StreamPulse.Storage.Restore;
using StreamPulse.Storage.Schemas;

namespace StreamPulse.Operations.Replay;

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
/// <param name="WindowsTrimmed">
/// Closed windows in the range that were left out, because records of them are, or may be, no longer in the log.
/// </param>
/// <param name="WindowsWithGaps">
/// Closed windows in the range that were left out, because the log lost unprocessed records that may have belonged to them.
/// </param>
public sealed record ReplayResult(
    long Records, long Windows, long Rows, long Revised, long Deleted, long WindowsTrimmed, long WindowsWithGaps);

/// <summary>
/// Computes closed windows again from the log, by the same pure code as live processing, and revises rows that differ. Live processing may
/// continue: only during the last step its commits wait, so that what is compared belongs to the same offsets. Reads no more of the log
/// than the windows need: from the latest remembered checkpoint before them until each partition has passed them.
/// </summary>
public sealed class ReplayRunner(IEventLog log, NpgsqlDataSource dataSource, AvroSchemaSet schemas)
{
    private const int RecordsPerUpdate = 100_000;

    /// <summary>How many reads of a second each may return no record before this fails.</summary>
    private const int MostSilentReads = 30;

    private readonly Dictionary<(int Partition, long From), PartitionAggregator> _aggregators = [];
    private readonly Dictionary<PartitionAggregator, int> _numbers = [];
    private readonly AvroSchemaSet _schemas = schemas.Copy();
    private Dictionary<int, HashSet<long>> _retiredOffsets = [];
    private Dictionary<(int Partition, long Offset), long> _refusedAtMs = [];
    private Dictionary<int, HashSet<long>> _unknownOffsets = [];
    private HashSet<long> _wanted = [];
    private long _lastWantedMs = long.MinValue;
    private long _records;

    /// <summary>Records that a replay would read now, at most.</summary>
    /// <exception cref="LogMismatchException">The database's rows were made from another log.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    public async Task<long> CountRecordsAsync(ReplayRange range, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var basis = await RecountBasisReader.LoadAsync(connection, cancellationToken);
        var choice = await ChooseAsync(connection, range, basis, cancellationToken);
        return choice.Wanted.Count == 0 ? 0 : choice.Plan.Starts.Sum(static s => s.EndOffset - s.Offset);
    }

    /// <summary>Replays.</summary>
    /// <param name="isDry">Change nothing, only count.</param>
    /// <exception cref="LogMismatchException">The database's rows were made from another log.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    /// <exception cref="OffsetOutOfRangeException">
    /// Retention deleted records that were about to be read. Start again: fewer windows can be computed then.
    /// </exception>
    public async Task<ReplayResult> RunAsync(ReplayRange range, bool isDry, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var store = new PostgresReplayStore(connection);
        var basis = await RecountBasisReader.LoadAsync(connection, cancellationToken);
        if (basis.Settings is not { } settings)
            return new ReplayResult(0, 0, 0, 0, 0, 0, 0);
        var merger = new WindowMerger(settings.Windows);
        var choice = await ChooseAsync(connection, range, basis, cancellationToken);
        if (choice.Wanted.Count == 0)
            return new ReplayResult(0, 0, 0, 0, 0, choice.Trimmed, choice.WithGaps);
        (_wanted, _lastWantedMs) = (choice.Wanted, choice.Wanted.Max());
        await LoadDecisionsAsync(connection, store, cancellationToken);
        await ReadAsync(choice.Plan, settings, merger, progress, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await store.HoldCommitsAsync(transaction, cancellationToken);
        await LoadDecisionsAsync(connection, store, cancellationToken);
        var held = await RecountBasisReader.LoadAsync(connection, cancellationToken);
        await ReadAsync(
            await PlanAsync(connection, held, choice.FirstMs, cancellationToken), settings, merger, progress, cancellationToken);
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
        return new ReplayResult(_records, _wanted.Count, rows, revised, deleted, choice.Trimmed, choice.WithGaps);
    }

    /// <summary>What was decided when records were first read and cannot be derived from the log.</summary>
    private async Task LoadDecisionsAsync(NpgsqlConnection connection, PostgresReplayStore store, CancellationToken cancellationToken)
    {
        _retiredOffsets = await store.LoadRetiredOffsetsAsync(cancellationToken);
        _unknownOffsets = await store.LoadUnknownOffsetsAsync(cancellationToken);
        _refusedAtMs = await store.LoadRefusedInFutureAsync(cancellationToken);
        await PostgresSchemas.AddToAsync(_schemas, connection, cancellationToken);
    }

    /// <summary>The windows of the range that can be computed, and what has to be read for them.</summary>
    private async Task<Choice> ChooseAsync(
        NpgsqlConnection connection, ReplayRange range, RecountBasis basis, CancellationToken cancellationToken)
    {
        var size = (basis.Settings ?? new PipelineSettings()).Windows.SizeMs;
        var closed = await new PostgresReplayStore(connection).LoadClosedWindowsAsync(cancellationToken);
        var inRange = closed.Where(start => range.Holds(start, start + size)).ToList();
        var first = inRange.Count == 0 ? (long?)null : inRange.Min();
        var plan = await PlanAsync(connection, basis, first, cancellationToken);
        var against = inRange.ToLookup(start => plan.ReasonAgainst(start, start + size));
        return new Choice(plan, first, [.. against[null]], against[LeftOutReason.Trimmed].Count(), against[LeftOutReason.Gap].Count());
    }

    private async Task<RecountPlan> PlanAsync(
        NpgsqlConnection connection, RecountBasis basis, long? firstMs, CancellationToken cancellationToken)
    {
        var identity = await log.GetIdentityAsync(cancellationToken);
        LogBinding.Check(basis.Log, identity);
        var beginnings = identity.Kind == "embedded"
            ? await RecountBasisReader.LoadEmbeddedAsync(connection, cancellationToken)
            : [.. (await log.GetPartitionsAsync(cancellationToken))
                .Select(static p => new LogBeginning(p.Partition, p.EarliestOffset, null))];
        return basis.Plan(beginnings, firstMs);
    }

    /// <summary>Reads each partition on to its checkpoint.</summary>
    private async Task ReadAsync(
        RecountPlan plan, PipelineSettings settings, WindowMerger merger, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        foreach (var start in plan.Starts)
        {
            ClockSetBack[] stretches = [new(start.Offset, start.MaxBoundedTimeMs), .. start.SetBacks];
            for (var i = 0; i < stretches.Length; i++)
            {
                var end = i + 1 < stretches.Length ? stretches[i + 1].Offset : start.EndOffset;
                if (end <= stretches[i].Offset)
                    continue;
                var aggregator = AggregatorOf(start, stretches[i], settings);
                if (IsToRead(aggregator, end))
                    await ReadAsync(aggregator, end, merger, progress, cancellationToken);
            }
        }
    }

    /// <summary>
    /// One for each stretch of a partition between two moments at which the clock of the log was set back: within it nothing goes back, and
    /// a window is the merge of what all stretches have of it.
    /// </summary>
    private PartitionAggregator AggregatorOf(PrefixStart start, ClockSetBack stretch, PipelineSettings settings)
    {
        if (_aggregators.TryGetValue((start.Partition, stretch.Offset), out var aggregator))
            return aggregator;
        aggregator = new PartitionAggregator(start.Partition, settings, new AvroEventDecoder(_schemas))
        {
            BoundedFromOffset = start.BoundedFromOffset,
        };
        aggregator.Restore(new PartitionState(start.Partition, stretch.Offset, start.MaxEventTimeMs, default, [])
        {
            MaxBoundedTimeMs = stretch.TimeMs,
        });
        _aggregators.Add((start.Partition, stretch.Offset), aggregator);
        _numbers.Add(aggregator, _numbers.Count);
        return aggregator;
    }

    /// <summary>Whether records before the checkpoint are left that can still count in a wanted window.</summary>
    private bool IsToRead(PartitionAggregator aggregator, long endOffset)
        => aggregator.NextOffset < endOffset && aggregator.PassedBeforeMs <= _lastWantedMs;

    private async Task ReadAsync(
        PartitionAggregator aggregator, long endOffset, WindowMerger merger, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var reader = log.OpenReader(aggregator.Partition, aggregator.NextOffset);
        var untaken = 0L;
        var silent = 0;
        while (IsToRead(aggregator, endOffset))
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromSeconds(1), cancellationToken);
            if (batch is null)
            {
                Silent(aggregator, endOffset, ref silent);
                continue;
            }

            silent = 0;
            var before = aggregator.NextOffset;
            var isAtEnd = Take(aggregator, batch, endOffset);
            untaken += aggregator.NextOffset - before;
            _records += aggregator.NextOffset - before;
            progress?.Report(_records);
            if (isAtEnd)
                break;
            if (untaken < RecordsPerUpdate)
                continue;
            Apply(aggregator, merger);
            untaken = 0;
        }

        Apply(aggregator, merger);
    }

    /// <returns>
    /// Whether a record at or beyond the checkpoint was read: then everything before it was read, whatever offsets are absent.
    /// </returns>
    private bool Take(PartitionAggregator aggregator, RecordBatch batch, long endOffset)
    {
        var retired = _retiredOffsets.GetValueOrDefault(aggregator.Partition);
        var unknown = _unknownOffsets.GetValueOrDefault(aggregator.Partition);
        while (aggregator.NextOffset < endOffset && batch.TryRead(out var record))
        {
            if (record.Offset >= endOffset)
                return true;
            var ingestionTimeMs = IngestionTimeOf(aggregator.Partition, record);
            var earlier = retired?.Contains(record.Offset) == true ? EarlierVerdict.Retired
                : unknown?.Contains(record.Offset) == true ? EarlierVerdict.UnknownSchema
                : EarlierVerdict.None;
            aggregator.Add(record.Offset, ingestionTimeMs, record.Key, record.Value, earlier, record.IngestionTimeMs is null);
        }

        return false;
    }

    /// <summary>
    /// Where the log does not say when it took the record: when it was first read, if it was refused as in the future then; otherwise it
    /// was not, and is not now.
    /// </summary>
    private long IngestionTimeOf(int partition, in LogRecord record)
        => record.IngestionTimeMs ?? _refusedAtMs.GetValueOrDefault((partition, record.Offset), LogRecord.UnknownTimeMs);

    /// <summary>Merges what changed of the windows that are wanted; of others nothing is kept.</summary>
    private void Apply(PartitionAggregator aggregator, WindowMerger merger)
    {
        var update = aggregator.TakeUpdate();
        merger.Apply(update with
        {
            Partition = _numbers[aggregator],
            Changed = [.. update.Changed.Where(c => _wanted.Contains(c.WindowStartMs))],
        });
    }

    /// <param name="FirstMs">Start of the first closed window in the range.</param>
    private sealed record Choice(RecountPlan Plan, long? FirstMs, HashSet<long> Wanted, long Trimmed, long WithGaps);

    /// <summary>A compacted topic may have lost the records just before the checkpoint, and then nothing ever comes.</summary>
    private static void Silent(PartitionAggregator aggregator, long endOffset, ref int silent)
    {
        if (++silent >= MostSilentReads)
        {
            throw new LogUnavailableException(
                FormattableString.Invariant($"Partition {aggregator.Partition} has returned no record for {MostSilentReads} s ")
                + FormattableString.Invariant($"at offset {aggregator.NextOffset}, although the checkpoint is at {endOffset}. ")
                + "Is the log unreachable, or its topic compacted?");
        }
    }
}
