using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StreamPulse.Core.Events;
using StreamPulse.Import;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Imports a file into the embedded log, as a partition of its own, in order of time: events of years ago are in time in it, whatever else
/// the log holds. Each step appends records, stores rejects and moves the position in one transaction, so an interrupted import resumes
/// when it is started again, and nothing is in the log twice.
/// </summary>
/// <param name="pipeline">Tells whether a file that is stored is counted.</param>
/// <param name="limits">The bounds that the pipeline will hold the events to, for the counts.</param>
/// <param name="maxRejects">Rejected lines that become dead letters; one more dead letter says how many others there are.</param>
public sealed class ImportRunner(
    PostgresEventLog log, PostgresProgress pipeline, EventLimits limits, long maxRejects = RejectBound.DefaultKept)
{
    private const int MaxRecords = 5000;
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Followed input that is silent for this long has its events appended.</summary>
    private static readonly TimeSpan LongestHeld = TimeSpan.FromSeconds(1);

    private readonly AppendBatch _batch = new();
    private readonly List<ImportDeadLetter> _rejects = [];
    private readonly RejectBound _bound = new(maxRejects);
    private int _rejectedBytes;
    private long _notKept;

    /// <summary>
    /// Reads to the end and seals the partition. Of a file that is stored and not counted to its end, only the counts are made again.
    /// </summary>
    /// <param name="source">Name of the file, for people.</param>
    /// <param name="fingerprint">The same for the same content; null for input that has none.</param>
    /// <param name="again">Whether content that was imported before is imported once more.</param>
    /// <param name="isFollowed">Whether the input may not end: events are appended as they are read.</param>
    /// <param name="progress">Receives the position in bytes of the file.</param>
    /// <exception cref="ImportAlreadyDoneException">The same content was imported and counted before.</exception>
    /// <exception cref="ImportException">There is no room to sort the events.</exception>
    /// <exception cref="LogUnavailableException">The log became unreachable; start again to resume.</exception>
    public async Task<ImportResult> RunAsync(
        ImportReader reader, string source, string? fingerprint, bool again, bool isFollowed, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var partition = await log.OpenImportAsync(source, fingerprint ?? $"stream#{Guid.NewGuid()}", again, cancellationToken);
        if (partition.IsSealed && (await pipeline.ReadProcessedAsync(partition.Partition, cancellationToken)).IsWhole)
            throw new ImportAlreadyDoneException(partition);
        var resumedAt = partition.ImportPosition;
        using var sequence = new ImportSequence(reader, limits, isFollowed, progress, partition.ImportedInFileOrder);
        await using var rejects = new RejectSink(file: null);
        var position = partition.ImportedInFileOrder;
        await foreach (var item in isFollowed ? FollowAsync(sequence, cancellationToken) : ReadAsync(sequence, cancellationToken))
        {
            var isKept = true;
            if (item is { Reject: { } reject } rejected)
            {
                rejects.Add(rejected.Line, reject);
                isKept = _bound.Keep(reject);
            }

            if (item is { } next && ++position > resumedAt)
                Add(next, isKept);
            if (item is null || _batch.Count + _rejects.Count >= MaxRecords || _batch.SizeBytes + _rejectedBytes >= MaxBytes)
                partition = await FlushAsync(partition, position, cancellationToken);
        }

        partition = await FlushAsync(partition, position, cancellationToken);
        if (!partition.IsSealed)
            await log.SealAsync(partition.Partition, cancellationToken);
        return new ImportResult(
            partition.Partition, reader.Format, sequence.Tally.Events, sequence.Tally.Successful, sequence.Rejected, resumedAt,
            partition.NextOffset, reader.Summary)
        {
            Invalid = sequence.Tally.Invalid,
            FirstProblem = sequence.Tally.FirstProblem,
            Rejects = rejects.Report,
            RejectsNotKept = _bound.Rest,
        };
    }

    private static async IAsyncEnumerable<SequenceItem?> ReadAsync(
        ImportSequence sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        while (sequence.TryRead(out var item, cancellationToken))
            yield return item;
    }

    /// <summary>Items as they are read, and null when the input is silent: what was read so far is then to be stored.</summary>
    private static async IAsyncEnumerable<SequenceItem?> FollowAsync(
        ImportSequence sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = Channel.CreateBounded<SequenceItem>(MaxRecords);
        var reading = Task.Run(ReadAllAsync, cancellationToken);
        Task<bool>? more = null;
        while (true)
        {
            more ??= items.Reader.WaitToReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(more, Task.Delay(LongestHeld, cancellationToken)) != more)
            {
                yield return null;
                continue;
            }

            if (!await more)
                break;
            more = null;
            while (items.Reader.TryRead(out var item))
                yield return item;
        }

        await reading;

        async Task ReadAllAsync()
        {
            try
            {
                while (sequence.TryRead(out var item, cancellationToken))
                    await items.Writer.WriteAsync(item with { Value = item.Value.ToArray() }, cancellationToken);
                items.Writer.Complete();
            }
            catch (Exception e)
            {
                items.Writer.Complete(e);
            }
        }
    }

    private void Add(in SequenceItem item, bool isKept)
    {
        if (!isKept)
        {
            _notKept++;
            return;
        }

        if (item.Reject is { } reject)
        {
            _rejects.Add(new ImportDeadLetter(item.Line, reject.Reason, reject.Detail, reject.Raw));
            _rejectedBytes += reject.Raw.Length;
            return;
        }

        _batch.Add(item.Key.Span, item.Value.Span);
    }

    private async Task<ImportPartition> FlushAsync(ImportPartition partition, long position, CancellationToken cancellationToken)
    {
        if (_batch.Count + _rejects.Count + _notKept == 0)
            return partition;
        var rest = _notKept == 0 ? null : new ImportRejectRest(_notKept, RejectBound.Reason, _bound.Detail);
        var moved = await log.AppendImportAsync(partition, _batch, position, _rejects, cancellationToken, rest);
        _batch.Clear();
        _rejects.Clear();
        _rejectedBytes = 0;
        _notKept = 0;
        return moved;
    }
}
