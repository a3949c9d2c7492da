using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Fuzz.Oracles;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Both decoders on one record: the same reason and values, a round trip byte for byte, and the validator's limits.</summary>
internal sealed class AvroReading(AvroSchemaSet schemas)
{
    private readonly AvroEventDecoder _hot = new(schemas);
    private readonly GenericEventDecoder _generic = new(schemas);
    private readonly EventValidator _validator = new(EventLimits.Default);
    private readonly ArrayBufferWriter<byte> _written = new();

    /// <summary>Reads the record.</summary>
    /// <param name="isOurSchema">Whether the bytes are of our own schema, so that writing gives them again.</param>
    public FuzzOutcome Check(byte[] record, bool isOurSchema)
    {
        var reason = _hot.TryDecode(record, out var view);
        var genericReason = _generic.TryDecode(record, out var e);
        if (reason != RejectionReason.None)
        {
            Expect.Equal(reason, genericReason, "The generic reader gives the hot path's reason");
            Expect.That(e is null, "A record that is none has no event");
            return new FuzzOutcome(RejectionReasons.Word(reason));
        }

        Expect.That(genericReason is RejectionReason.None or RejectionReason.InvalidText,
            "The generic reader takes what the hot path takes", genericReason.ToString());
        var copy = EventViews.ToEvent(view);
        Expect.Equal(e, copy, "The generic reader reads the hot path's values");
        var verdict = _validator.Validate(view, RandomValues.NowMs);
        Expect.Equal(EventBounds.Hold(view, RandomValues.NowMs), verdict == RejectionReason.None,
            "The validator takes exactly what is within bounds");
        Expect.That(genericReason == RejectionReason.None || verdict != RejectionReason.None, "Text that is not UTF-8 is rejected");
        CheckRoundTrip(view, record, isOurSchema);
        return new FuzzOutcome(verdict == RejectionReason.None ? "accepted" : RejectionReasons.Word(verdict));
    }

    private void CheckRoundTrip(in EventView view, byte[] record, bool isOurSchema)
    {
        var copy = EventViews.ToEvent(view);
        _written.ResetWrittenCount();
        AvroEventWriter.Write(view, _written);
        if (isOurSchema)
        {
            Expect.SameBytes(ConfluentFraming.TrySplit(record, out _, out var framed) ? framed : record, _written.WrittenSpan,
                "Writing gives the bytes that were read");
        }

        Expect.That(AvroEventReader.TryRead(_written.WrittenSpan, out var again), "What was written is read");
        Expect.Equal(copy, EventViews.ToEvent(again), "What was written is read as the same event");
    }
}
