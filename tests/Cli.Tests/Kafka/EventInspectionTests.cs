using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Generator;
using StreamPulse.Operations.DeadLetters;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>What is shown of bytes that may be no event.</summary>
public sealed class EventInspectionTests
{
    private static readonly byte[] Event = Encode();

    [Fact]
    public void AnEventIsShownWhole()
    {
        var inspection = EventInspection.Of(Event);
        Assert.Null(inspection.Problem);
        Assert.Equal(19, inspection.Fields.Count);
        new AvroEventDecoder(AvroSchemaSet.Default).TryDecode(Event, out var e);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(e.Region), inspection.Fields.Single(f => f.Name == "user_context.region").Value);
        Assert.StartsWith(
            e.EventTimeMs.ToString(System.Globalization.CultureInfo.InvariantCulture),
            inspection.Fields.Single(f => f.Name == "timestamp").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEventThatIsCutOff_IsShownUpToTheCut()
    {
        var whole = EventInspection.Of(Event).Fields;
        for (var length = 0; length < Event.Length; length++)
        {
            var cut = EventInspection.Of(Event.AsSpan(0, length));
            Assert.NotNull(cut.Problem);
            Assert.Equal(whole.Take(cut.Fields.Count), cut.Fields);
        }
    }

    [Fact]
    public void BytesBehindAnEventAreSaid()
        => Assert.Contains("1 bytes are left over", EventInspection.Of([.. Event, 7]).Problem, StringComparison.Ordinal);

    [Fact]
    public void TheSchemaIdOfAFramedEventIsSaid()
    {
        var inspection = EventInspection.Of([0, 0, 0, 1, 2, .. Event]);
        Assert.Null(inspection.Problem);
        Assert.Contains("schema id 258", inspection.Framing, StringComparison.Ordinal);
    }

    private static byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        var downloads = new DownloadGenerator(
            new GeneratorOptions
            {
                Seed = 1, EventsPerSecond = 10, StartEventTime = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            });
        AvroEventWriter.Write(downloads.Next(), output);
        return output.WrittenSpan.ToArray();
    }
}
