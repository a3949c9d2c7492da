using System.Text.Json;
using StreamPulse.Api.Ingest;
using StreamPulse.Api.Problems;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Fuzz.Oracles;

namespace StreamPulse.Fuzz.Targets;

/// <summary>
/// A body of POST /api/events in JSON or NDJSON: every event is accepted or rejected, as another reading of the body says.
/// </summary>
internal sealed class IngestTarget(IngestFormat format) : IFuzzTarget
{
    private const int MaxEvents = 40;
    private const int MaxBytes = 32 * 1024;

    public string Name => format == IngestFormat.Json ? "ingest-json" : "ingest-ndjson";

    public string What
        => format == IngestFormat.Json ? "bodies of POST /api/events: an object or an array" : "bodies of POST /api/events: NDJSON";

    public IReadOnlyList<byte[]> Tokens => TextTokens.EventJson;

    public byte[] Generate(Random random)
    {
        if (format == IngestFormat.NdJson)
            return Lines.Join(random, EventJsonGenerator.Make);
        if (random.Next(4) == 0)
            return EventJsonGenerator.Make(random);
        var body = new List<byte>("["u8.ToArray());
        for (var count = random.Next(5); count > 0; count--)
        {
            body.AddRange(random.Next(12) == 0 ? "[{},1]"u8.ToArray() : EventJsonGenerator.Make(random));
            if (count > 1)
                body.AddRange(" , "u8.ToArray());
        }

        return [.. body, (byte)']'];
    }

    public FuzzOutcome Check(byte[] input)
    {
        var events = format == IngestFormat.Json ? Elements(input) : NonBlankLines(input);
        var collector = new IngestCollector(EventLimits.Default, RandomValues.NowMs, MaxEvents, MaxBytes, knowsIds: false);
        try
        {
            IngestReader.Read(format, input, MaxBytes, collector);
        }
        catch (ProblemException e)
        {
            var isTooLarge = e.Kind == ProblemKind.TooLarge;
            Expect.That(isTooLarge || (e.Kind == ProblemKind.MalformedBody && events is null),
                "A body is refused only where it cannot be taken apart", e.Message);
            Expect.That(!isTooLarge || events is null || events.Count > MaxEvents || input.Length > MaxBytes / 4,
                "A body is too large only with many events or bytes", e.Message);
            return new FuzzOutcome(isTooLarge ? "too large" : "malformed body", e.Message);
        }

        Expect.That(events is not null, "A body that cannot be taken apart is refused");
        CheckEach(events, collector);
        var (accepted, rejected) = (collector.Batch.Count, collector.Errors.Count);
        return new FuzzOutcome(
            accepted + rejected == 0 ? "no events" : rejected == 0 ? "accepted" : accepted == 0
                ? "rejected"
                : "both", string.Concat(collector.Errors.Select(error => error.Detail)));
    }

    public long AllowedAllocationBytes(int inputBytes) => 512 * 1024 + (512L * inputBytes);

    private static void CheckEach(List<ReadOnlyMemory<byte>> events, IngestCollector collector)
    {
        Expect.Equal(events.Count, collector.Batch.Count + collector.Errors.Count, "Every event is accepted or rejected");
        var rejected = collector.Errors.Select(error => error.Index).ToHashSet();
        Expect.Equal(collector.Errors.Count, rejected.Count, "An event is rejected once");
        var next = 0;
        for (var index = 0; index < events.Count; index++)
        {
            var e = EventJsonOracle.Read(events[index]);
            if (rejected.Contains(index))
            {
                Expect.That(e is null || collector.Errors.First(error => error.Index == index).Reason != "undecodable_json",
                    "What System.Text.Json reads as an event is decoded");
                continue;
            }

            Expect.That(AvroEventReader.TryRead(collector.Batch.Value(next), out var view), "An accepted event is in Avro");
            Expect.Equal(e, EventViews.ToEvent(view), "An accepted event is the one that System.Text.Json reads");
            Expect.That(EventBounds.Hold(view, RandomValues.NowMs), "An accepted event is within bounds");
            Expect.SameBytes(view.Region, collector.Batch.Key(next++), "The key is the region");
        }
    }

    /// <summary>The object, or the array's elements; null where the body is neither.</summary>
    private static List<ReadOnlyMemory<byte>>? Elements(byte[] body)
    {
        var json = body.AsMemory(body.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0);
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => [RawOf(document.RootElement)],
                JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(RawOf)],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> RawOf(JsonElement element)
        => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).ToArray();

    private static List<ReadOnlyMemory<byte>> NonBlankLines(byte[] body)
        => [.. ImportLines.Cut(ImportLines.WithoutMark(body)).Where(line => !ImportLines.IsBlank(line))
            .Select(line => (ReadOnlyMemory<byte>)line)];
}
