using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using StreamPulse.Api.Problems;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;
using StreamPulse.Storage.Ingest;

namespace StreamPulse.Api.Ingest;

/// <summary>Validates the events of one body, one after the other, and collects those that can be appended. Use once.</summary>
/// <param name="limits">Limits on an event's values.</param>
/// <param name="nowMs">Used as the ingestion time, which the log sets slightly later.</param>
/// <param name="maxEvents">More events are answered with 413.</param>
/// <param name="knowsIds">Whether a repeated event_id is one event; otherwise <see cref="Ids"/> stays empty.</param>
/// <param name="maxBytes">More encoded bytes, which only compressed bodies can reach, are answered with 413.</param>
/// <param name="memory">What the memory of events and errors is counted for; null if it is not counted.</param>
internal sealed class IngestCollector(
    EventLimits limits, long nowMs, int maxEvents, int maxBytes, bool knowsIds, IngestReservation? memory = null)
{
    private const string UndecodableJson = "undecodable_json";

    /// <summary>Memory of an event besides its bytes: its place in the batch and its id.</summary>
    private const int BytesOfEvent = 96;

    /// <summary>Memory of a rejected event: its error and that in the response.</summary>
    private const int BytesOfError = 512;

    /// <summary>Memory is counted in steps of at least this.</summary>
    private const int CountedStep = 64 * 1024;

    private readonly EventValidator _validator = new(limits);
    private readonly ArrayBufferWriter<byte> _encoded = new(1024);
    private readonly List<IngestError> _errors = [];
    private readonly List<Guid> _ids = [];
    private readonly HashSet<Guid> _seen = [];
    private int _count;
    private long _uncounted;

    /// <summary>The events that can be appended.</summary>
    public AppendBatch Batch { get; } = new();

    /// <summary>Their event_ids as the first 128 bits of SHA-256, because ids can be long.</summary>
    public IReadOnlyList<Guid> Ids => _ids;

    /// <summary>Events whose id occurs earlier in this body.</summary>
    public int Duplicates { get; private set; }

    /// <summary>The rejected events.</summary>
    public IReadOnlyList<IngestError> Errors => _errors;

    /// <summary>Counts the memory of a block that is decompressed, until <see cref="ForgetBlock"/>.</summary>
    /// <exception cref="ProblemException">There is no room.</exception>
    public void CountBlock(long bytes) => memory?.Grow(bytes);

    /// <summary>The block is not needed any more.</summary>
    public void ForgetBlock(long bytes) => memory?.Shrink(bytes);

    /// <summary>Adds one event in JSON.</summary>
    /// <exception cref="ProblemException">There are more events than allowed.</exception>
    public void AddJson(ReadOnlySpan<byte> utf8Json)
    {
        if (!EventJson.TryParse(utf8Json, out var e, out var error))
        {
            Reject(Next(), UndecodableJson, error);
            return;
        }

        _encoded.ResetWrittenCount();
        AvroEventWriter.Write(e, _encoded);
        AddAvro(_encoded.WrittenSpan);
    }

    /// <summary>Adds one event in bare Avro of our own schema.</summary>
    /// <exception cref="ProblemException">There are more events than allowed.</exception>
    public void AddAvro(ReadOnlySpan<byte> avro)
    {
        var index = Next();
        var reason = AvroEventReader.TryRead(avro, out var view) ? _validator.Validate(view, nowMs) : RejectionReason.UndecodableAvro;
        if (reason != RejectionReason.None)
        {
            Reject(index, RejectionReasons.Word(reason), RejectionReasons.Detail(reason));
            return;
        }

        if (Batch.SizeBytes + avro.Length > maxBytes)
        {
            throw new ProblemException(
                ProblemKind.TooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The decompressed events may have at most {maxBytes} bytes. Nothing was appended; split them into several requests."));
        }

        if (!knowsIds || IsFirst(view.EventId))
        {
            Count((avro.Length * 2L) + BytesOfEvent); // the batch doubles as it grows
            Batch.Add(view.Region, avro);
        }
    }

    /// <summary>Counts a record of a container that is no event.</summary>
    /// <exception cref="ProblemException">There are more events than allowed.</exception>
    public void RejectAvro(AvroFormatException problem)
        => Reject(
            Next(), RejectionReasons.Word(RejectionReason.UndecodableAvro),
            $"{RejectionReasons.Detail(RejectionReason.UndecodableAvro)} {problem.Message}");

    /// <summary>Of the events that can be appended, those that the claim found to be new.</summary>
    public AppendBatch Only(IngestClaim claim)
    {
        var batch = new AppendBatch();
        for (var i = 0; i < Batch.Count; i++)
        {
            if (claim.IsNew(_ids[i]))
                batch.Add(Batch.Key(i), Batch.Value(i));
        }

        return batch;
    }

    private bool IsFirst(ReadOnlySpan<byte> eventId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(eventId, hash);
        var id = new Guid(hash[..16], bigEndian: true);
        if (!_seen.Add(id))
        {
            Duplicates++;
            return false;
        }

        _ids.Add(id);
        return true;
    }

    private int Next()
    {
        if (_count == maxEvents)
        {
            throw new ProblemException(
                ProblemKind.TooLarge,
                FormattableString.Invariant(
                    $"A body may have at most {maxEvents} events. Nothing was appended; split them into several requests."));
        }

        return _count++;
    }

    private void Reject(int index, string reason, string detail)
    {
        Count(BytesOfError);
        _errors.Add(new IngestError(index, reason, detail));
    }

    /// <exception cref="ProblemException">There is no room.</exception>
    private void Count(long bytes)
    {
        _uncounted += bytes;
        if (_uncounted < CountedStep)
            return;
        memory?.Grow(_uncounted);
        _uncounted = 0;
    }
}
