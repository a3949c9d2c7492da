using Microsoft.Extensions.Logging;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Partitions;

/// <summary>
/// Passes a partition's records to its aggregator in order and without a gap, whatever delivers them: repeated records are skipped, and
/// what is missing in front of a delivery is read from the log.
/// </summary>
/// <param name="hasRoom">Whether more may be read.</param>
/// <param name="onTaken">Called after each batch.</param>
/// <param name="skipLost">Whether to continue when the log has lost records before they were read.</param>
internal sealed class PartitionIntake(
    PartitionAggregator aggregator,
    IEventLog log,
    ISchemaSource schemas,
    LogEnds ends,
    Func<bool> hasRoom,
    Action onTaken,
    bool skipLost,
    TimeProvider time,
    ILogger logger,
    CancellationToken ended)
{
    /// <summary>A delivery that waits for room longer than this is dropped; the log still has it.</summary>
    private static readonly TimeSpan LongestWaitForRoom = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookForRoom = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private bool _saysSchemaAway;

    /// <summary>Everything before this offset is read. Beyond the aggregator's offset where the log has absent offsets.</summary>
    public long Position { get; private set; } = aggregator.NextOffset;

    /// <summary>When the last record arrived.</summary>
    public long LastRecordAt { get; private set; } = time.GetTimestamp();

    /// <summary>When the last batch was delivered, new or not.</summary>
    public long LastDeliveryAt { get; private set; } = time.GetTimestamp();

    /// <summary>
    /// Not null once the clock of the log was found to have been set back: nothing more is read here, and the partition has to be opened
    /// again with this time.
    /// </summary>
    public long? SetBackToMs { get; private set; }

    /// <summary>What keeps the partition from reading the log; null for nothing.</summary>
    public PipelineProblem? Problem { get; private set; }

    /// <summary>Adds what was delivered.</summary>
    public async Task TakeAsync(DeliveredRecords batch)
    {
        LastDeliveryAt = time.GetTimestamp();
        ends.Heard(batch.EndOffset);
        if (batch.NextOffset <= Position || SetBackToMs is not null || !await WaitForRoomAsync())
            return;
        await _oneAtATime.WaitAsync();
        try
        {
            if (SetBackToMs is not null)
                return;
            if (batch.FromOffset > Position)
                await ReadAsync(batch.FromOffset, longest: null);
            if (batch.FromOffset <= Position && batch.NextOffset > Position && SetBackToMs is null)
                await TakeAllAsync(batch);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>
    /// Reads from the log if it has more and nothing is delivered, or if it may have become shorter; for a second at most.
    /// </summary>
    public async Task ReadOnAsync()
    {
        var isWanted = ends.HasMore(Position) || ends.EndedBefore(Position) || Problem is not null;
        if (!isWanted || SetBackToMs is not null || !await _oneAtATime.WaitAsync(0, ended))
            return;
        try
        {
            await ReadAsync(Math.Max(ends.EndOffset, Position + 1), LongestReading);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Takes the batch up to a record whose schema cannot be found out now; the log still has the rest.</summary>
    private async Task TakeAllAsync(DeliveredRecords batch)
    {
        while (true)
        {
            try
            {
                batch.AddTo(aggregator, NowMs());
                Taken(batch.NextOffset);
                return;
            }
            catch (SchemaMissingException e)
            {
                Taken(aggregator.NextOffset);
                if (!await LearnAsync(e.Id))
                    return;
            }
            catch (ClockSetBackException e)
            {
                NoteSetBack(e);
                return;
            }
        }
    }

    /// <summary>Looks for a schema; false where that is not possible now, which is the partition's problem then.</summary>
    private async Task<bool> LearnAsync(SchemaId id)
    {
        try
        {
            await schemas.LearnAsync(id, ended);
            _saysSchemaAway = false;
            return true;
        }
        catch (SchemaUnavailableException e)
        {
            var reason = FormattableString.Invariant(
                $"Partition {aggregator.Partition} waits at offset {aggregator.NextOffset}. {e.Message}");
            if (!_saysSchemaAway)
                PipelineLog.SchemaAway(logger, reason);
            _saysSchemaAway = true;
            Problem = new PipelineProblem(PipelineProblemKind.SchemaAway, reason);
            return false;
        }
    }

    private void NoteSetBack(ClockSetBackException e)
    {
        Taken(aggregator.NextOffset);
        SetBackToMs = e.TimeMs;
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task ReadAsync(long toOffset, TimeSpan? longest)
    {
        if (ends.HasMore(Position))
            PipelineLog.CatchesUp(logger, aggregator.Partition, Position, toOffset);
        var started = time.GetTimestamp();
        while (await ReadAsync(toOffset, longest, started) is { } missing && await LearnAsync(missing))
        {
            // From that record on.
        }
    }

    /// <returns>The schema of the next record, where it has to be looked for first; null where reading has ended.</returns>
    private async Task<SchemaId?> ReadAsync(long toOffset, TimeSpan? longest, long started)
    {
        try
        {
            await using var reader = log.OpenReader(aggregator.Partition, Position);
            while (Position < toOffset && hasRoom() && (longest is null || time.GetElapsedTime(started) < longest))
            {
                using var batch = await reader.ReadAsync(LongestReading, ended);
                if (batch is null)
                {
                    Problem = null;
                    ends.FoundNothingAt(Position);
                    return null;
                }

                var readAtMs = NowMs();
                while (batch.TryRead(out var record))
                    aggregator.Add(record, readAtMs);
                Taken(batch.NextOffset);
            }
        }
        catch (SchemaMissingException e)
        {
            Taken(aggregator.NextOffset);
            return e.Id;
        }
        catch (ClockSetBackException e)
        {
            NoteSetBack(e);
        }
        catch (OffsetOutOfRangeException e)
        {
            PassLost(e);
        }
        catch (LogUnavailableException e)
        {
            Problem = new PipelineProblem(PipelineProblemKind.LogAway, e.Message);
            throw;
        }

        return null;
    }

    /// <summary>
    /// The log does not have the next record. Records that it lost are skipped and recorded if the options say so; a position beyond its
    /// end never is: what is there now is not what was counted.
    /// </summary>
    private void PassLost(OffsetOutOfRangeException range)
    {
        if (!skipLost || Position >= range.EarliestOffset)
        {
            var reason = NotInLog(range);
            if (Problem is null)
                PipelineLog.NotInLog(logger, reason);
            Problem = new PipelineProblem(PipelineProblemKind.Blocked, reason);
            return;
        }

        PipelineLog.Skipped(logger, aggregator.Partition, range.EarliestOffset - Position, Position, range.EarliestOffset);
        aggregator.SkipTo(range.EarliestOffset);
        Taken(range.EarliestOffset);
    }

    private string NotInLog(OffsetOutOfRangeException range)
        => Position < range.EarliestOffset
            ? FormattableString.Invariant(
                $"Partition {range.Partition}: the next record is at offset {Position}, and the log begins at {range.EarliestOffset}: ")
                + FormattableString.Invariant(
                    $"{range.EarliestOffset - Position} records were deleted before they were processed. Nothing was skipped. ")
                + "To continue without them set Engine:SkipLostRecords; the gap is then recorded in log_gaps and counted as missing. Give "
                + "the topic a longer retention."
            : FormattableString.Invariant(
                $"Partition {range.Partition}: the next record is at offset {Position}, and the log ends at {range.EndOffset}. ")
                + "Records that were processed are no longer in the log: it was created again, restored from an older backup, or lost its "
                + "last records. Restore the log, or use another, empty database for the log as it is.";

    private void Taken(long nextOffset)
    {
        Position = Math.Max(nextOffset, aggregator.NextOffset);
        Problem = null;
        LastRecordAt = time.GetTimestamp();
        ends.Heard(Position);
        onTaken();
    }

    private async Task<bool> WaitForRoomAsync()
    {
        for (var started = time.GetTimestamp(); !hasRoom(); await Task.Delay(LookForRoom, time, ended))
        {
            if (time.GetElapsedTime(started) > LongestWaitForRoom)
                return false;
        }

        return true;
    }
}
