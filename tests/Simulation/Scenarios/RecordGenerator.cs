using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Schemas;

namespace StreamPulse.Simulation.Scenarios;

/// <summary>
/// Makes records of a small alphabet, so that keys repeat; one region has an incident now and then, so that there are alerts. Where
/// schemas are named, a fifth of the records name one that is known, and a few one that is not.
/// </summary>
/// <param name="clockFault">When the clock of log and producers is wrong; null for never.</param>
internal sealed class RecordGenerator(SeededRandom random, bool namesSchemas, ClockFault? clockFault)
{
    private static readonly string[] Statuses =
        ["success", "success", "success", "success", "success", "success", "success", "failed", "cancelled", "odd"];
    private static readonly string?[] Codes = [null, "timeout", "disk_full", "http_503"];

    private readonly int _failingRegion = random.Below(6);
    private readonly TimeSpan _failingFrom = random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(40));
    private long _id;

    /// <summary>A record; its offset is given when it is appended.</summary>
    public SimulatedRecord Make(int partition, TimeSpan at, EventKind kind, TimeSpan behind)
    {
        var nowMs = World.Epoch.ToUnixTimeMilliseconds() + (long)at.TotalMilliseconds + (clockFault?.AheadMs(at) ?? 0);
        var eventTimeMs = kind switch
        {
            EventKind.Late => nowMs - random.Between(2_000, 60_000),
            EventKind.Ahead => nowMs + random.Between(1_000, 60_000),
            _ => nowMs - (long)behind.TotalMilliseconds,
        };
        var e = Event(eventTimeMs, at);
        return kind == EventKind.Poison ? Poison(partition, nowMs, e) : Record(partition, nowMs, e, RejectionReason.None);
    }

    private ContentDownloadEvent Event(long eventTimeMs, TimeSpan at)
    {
        var region = random.Below(3);
        var isFailing = region == _failingRegion && at >= _failingFrom && at < _failingFrom + TimeSpan.FromSeconds(45);
        var status = isFailing && random.Chance(0.6) ? "failed" : random.Pick(Statuses);
        var content = random.Below(4);
        return new ContentDownloadEvent
        {
            EventId = $"00000000-0000-4000-8000-{_id++:x12}",
            EventTimeMs = eventTimeMs,
            UserId = $"user{random.Below(60)}",
            Content = new ContentInfo(
                $"c{content}", $"Title {content} v{random.Below(3)}", "movie", "drama", random.Between(1, 5000), 1.5f),
            Download = new DownloadInfo(
                status, random.Below(900), random.Below(800) * 0.25f, status == "success" ? null : random.Pick(Codes), null),
            UserContext = new UserContextInfo($"R{region}", "City", $"d{random.Below(2)}", $"os{random.Below(2)}", "wifi"),
        };
    }

    private SimulatedRecord Poison(int partition, long nowMs, ContentDownloadEvent e)
        => random.Below(4) switch
        {
            0 => new SimulatedRecord(
                partition, 0, nowMs, "R0"u8.ToArray(), [0xff, .. random.Bytes(random.Between(0, 40))], null,
                RejectionReason.UndecodableAvro),
            1 => Record(partition, nowMs, e with { Content = e.Content with { ContentId = "" } }, RejectionReason.EmptyContentId),
            2 => Record(partition, nowMs, e with { EventTimeMs = nowMs + 600_000 }, RejectionReason.EventTimeInFuture),
            _ => Record(partition, nowMs, e with { Download = e.Download with { SpeedMbps = float.NaN } }, RejectionReason.InvalidSpeed),
        };

    private SimulatedRecord Record(int partition, long nowMs, ContentDownloadEvent e, RejectionReason poison)
    {
        var output = new ArrayBufferWriter<byte>();
        if (namesSchemas && _id % 40 == 11)
        {
            AvroEventWriter.WriteFramed(SimulatedRegistry.Unknown, e, output);
            poison = RejectionReason.UnknownSchema;
        }
        else if (namesSchemas && _id % 5 == 2)
        {
            AvroEventWriter.WriteFramed(SimulatedRegistry.Known, e, output);
        }
        else
        {
            AvroEventWriter.Write(e, output);
        }

        return new SimulatedRecord(
            partition, 0, nowMs, Encoding.UTF8.GetBytes(e.UserContext.Region), output.WrittenSpan.ToArray(), e, poison);
    }
}
