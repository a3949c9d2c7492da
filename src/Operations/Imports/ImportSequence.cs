using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Import;
using StreamPulse.Import.Sorting;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// What an import stores, in the order in which it is stored: all rejects as they are read, then all events in order of their time, so that
/// none is late because of its place in the input. The same input gives the same sequence, so a number in it is a position to resume from.
/// Input that does not end is followed instead: events and rejects come as they are read.
/// </summary>
public sealed class ImportSequence : IDisposable
{
    private readonly ImportReader _reader;
    private readonly long _skipLines;
    private readonly IProgress<long>? _progress;
    private readonly EventSorter? _sorter;
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private bool _isRead;
    private long _read;
    private long _taken;

    /// <param name="limits">The bounds that the pipeline will hold the events to, for the counts.</param>
    /// <param name="isFollowed">Whether to give events as they are read, for input that does not end.</param>
    /// <param name="progress">Receives a position in bytes, of <see cref="ImportReader.LengthBytes"/> at the end.</param>
    /// <param name="skipLines">Lines or records from the start that are in the log already.</param>
    public ImportSequence(
        ImportReader reader, EventLimits limits, bool isFollowed, IProgress<long>? progress, long skipLines = 0)
    {
        Tally = new ImportTally(limits, TimeProvider.System);
        (_reader, _progress, _skipLines) = (reader, progress, skipLines);
        _sorter = isFollowed ? null : new EventSorter();
    }

    /// <summary>Events that were read.</summary>
    public ImportTally Tally { get; }

    /// <summary>Lines or records that were read and are no events.</summary>
    public long Rejected { get; private set; }

    /// <summary>The next reject or event; false at the end.</summary>
    /// <param name="next">Valid until the next call.</param>
    /// <exception cref="IOException">The input cannot be read.</exception>
    /// <exception cref="ImportException">There is no room to sort the events.</exception>
    public bool TryRead(out SequenceItem next, CancellationToken cancellationToken)
    {
        while (!_isRead)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_reader.TryRead(out var item))
            {
                _isRead = true;
                break;
            }

            if (++_read % 1000 == 0)
                ReportProgress();
            if (Take(item) is { } taken)
            {
                next = taken;
                return true;
            }
        }

        if (_sorter is not null && _sorter.TryRead(out var sorted))
        {
            if (++_taken % 1000 == 0)
                ReportProgress();
            next = new SequenceItem(0, null, sorted.Key, sorted.Value);
            return true;
        }

        ReportProgress();
        next = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _sorter?.Dispose();

    /// <summary>Counts an item; null if it has no place in the sequence yet.</summary>
    private SequenceItem? Take(in ImportItem item)
    {
        var isNew = item.Number > _skipLines;
        if (item.Reject is { } reject)
        {
            Rejected++;
            return isNew ? new SequenceItem(item.Number, reject, default, default) : null;
        }

        var e = item.Event!;
        _value.ResetWrittenCount();
        AvroEventWriter.Write(e, _value);
        Tally.Add(item.Number, e, _value.WrittenSpan);
        if (!isNew)
            return null;
        var key = Key(e.UserContext.Region);
        if (_sorter is null)
            return new SequenceItem(item.Number, null, key, _value.WrittenMemory);
        _sorter.Add(e.EventTimeMs, key, _value.WrittenSpan);
        return null;
    }

    private byte[] Key(string region)
        => _keys.TryGetValue(region, out var utf8) ? utf8 : _keys[region] = Encoding.UTF8.GetBytes(region);

    /// <summary>Reading is one half of the way and storing the other.</summary>
    private void ReportProgress()
        => _progress?.Report(
            _sorter is null || _reader.LengthBytes is not { } length ? _reader.BytesTaken
            : _isRead ? (length / 2) + (long)((length - (length / 2)) * (_sorter.Count == 0 ? 1.0 : (double)_taken / _sorter.Count))
            : _reader.BytesTaken / 2);
}

/// <summary>One item of the sequence.</summary>
/// <param name="Line">Number of the line or record, from 1, of a reject; 0 for an event in order of time.</param>
/// <param name="Reject">Null for an event.</param>
/// <param name="Key">Key of the event's record: its region.</param>
/// <param name="Value">The event in Avro.</param>
public readonly record struct SequenceItem(long Line, ImportReject? Reject, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
