using System.Globalization;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;

namespace StreamPulse.Import.Sources;

/// <summary>
/// Items from an Avro object container file. A record that is no event is one reject. Where one record cannot be told from the next, the
/// rest of the block is one reject; where the end of a block cannot be found, the rest of the file is.
/// </summary>
internal sealed class AvroContainerSource : IItemSource
{
    private static readonly EventValidator TextValidator = new(
        EventLimits.Default with { MaxKeyBytes = int.MaxValue, MaxTextBytes = int.MaxValue });

    private readonly HeadStream _contents;
    private readonly IEnumerator<AvroContainerRecord> _records;
    private long _recordNumber;
    private bool _isAtEnd;

    private AvroContainerSource(HeadStream contents, AvroContainerReader reader)
        => (_contents, _records) = (contents, reader.ReadRecords().GetEnumerator());

    public ImportPosition Position => new(_contents.BytesGiven, _recordNumber);

    public long BlankLines => 0;

    public long NotDownloads => 0;

    public bool LastLineUnterminated => false;

    public bool IsDamaged { get; private set; }

    /// <param name="recordsBefore">Records to pass over.</param>
    /// <exception cref="ImportException">It is no container of events, or holds fewer records.</exception>
    public static AvroContainerSource Open(HeadStream contents, long recordsBefore)
    {
        try
        {
            var source = new AvroContainerSource(contents, new AvroContainerReader(contents));
            while (source._recordNumber < recordsBefore)
            {
                if (!source._records.MoveNext())
                {
                    throw new ImportException(string.Create(CultureInfo.InvariantCulture,
                        $"The input has {source._recordNumber} records, and reading should go on behind record {recordsBefore}; "
                        + $"it is not the input whose import began."));
                }

                source._recordNumber += source._records.Current.RecordCount;
            }
            return source;
        }
        catch (Exception exception) when (exception is AvroFormatException or InvalidDataException)
        {
            throw new ImportException($"The input is no readable Avro container: {exception.Message}.", exception);
        }
        catch (AvroSchemaException exception)
        {
            throw new ImportException($"The input is an Avro container of something else than events: {exception.Message}", exception);
        }
    }

    public bool TryRead(out ImportItem item)
    {
        item = default;
        if (_isAtEnd)
            return false;
        var number = _recordNumber + 1;
        try
        {
            if (!_records.MoveNext())
                return false;
            var record = _records.Current;
            _recordNumber += record.RecordCount;
            item = record.Problem is { } problem ? Reject(record, problem, number) : Read(record.Avro.Span);
            return true;
        }
        catch (Exception exception) when (exception is AvroFormatException or InvalidDataException)
        {
            _isAtEnd = IsDamaged = true;
            var reason = exception is AvroFormatException ? ImportRejectReasons.UndecodableAvro : ImportRejectReasons.DamagedGzip;
            item = Reject(reason, $"expected further records, found damage; the rest is not read: {exception.Message}", [], number);
            return true;
        }
    }

    private ImportItem Reject(in AvroContainerRecord record, AvroFormatException problem, long number)
    {
        IsDamaged |= record.IsDamage;
        var detail = !record.IsDamage
            ? $"expected an event, found a record that is none: {problem.Message}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"expected {record.RecordCount} further records in this block, found damage; they are not read: {problem.Message}");
        return Reject(ImportRejectReasons.UndecodableAvro, detail, record.Stored.Span, number);
    }

    /// <summary>Text that is not UTF-8 cannot be kept in an event's strings, so it is rejected here instead of altered.</summary>
    private ImportItem Read(ReadOnlySpan<byte> avro)
    {
        if (!AvroEventReader.TryRead(avro, out var view))
        {
            return Reject(
                ImportRejectReasons.UndecodableAvro, "expected numbers in their shortest form, found one that is not", avro, _recordNumber);
        }

        return TextValidator.Validate(view, ingestionTimeMs: EventValidator.MaxEventTimeMs) != RejectionReason.InvalidText
            ? new ImportItem(EventViews.ToEvent(view), null, _recordNumber, Position)
            : Reject(ImportRejectReasons.UndecodableAvro, "expected text in UTF-8, found other bytes", avro, _recordNumber);
    }

    private ImportItem Reject(string reason, string detail, ReadOnlySpan<byte> avro, long number)
    {
        var raw = avro[..Math.Min(avro.Length, ImportReject.MaxRawBytes)].ToArray();
        return new ImportItem(null, new ImportReject(reason, detail, raw, avro.Length), number, Position);
    }
}
