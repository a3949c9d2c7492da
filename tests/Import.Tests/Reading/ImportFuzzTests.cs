using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;
using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.Reading;

/// <summary>
/// Seeded, so that a failure can be repeated. For any bytes: no exception, and every line is an event, a reject or blank.
/// </summary>
public sealed class ImportFuzzTests
{
    private static readonly byte[][] Seeds =
    [
        Encoding.UTF8.GetBytes(Inputs.LogLine(7)),
        Encoding.UTF8.GetBytes(
            "www.example.com:80 2001:db8::1 - bob [17/May/2015:10:05:03 -0330] \"GET /a%20b?c=\\\"d\\\" HTTP/1.1\" 404 - \"-\" "
            + "\"Mozilla/5.0 (iPad; CPU OS 7_0 like Mac OS X)\" \"203.0.113.9, 10.0.0.1\" 0.123"),
        TestEvents.Json(TestEvents.Example),
    ];

    [Theory]
    [InlineData(ImportFormat.AccessLog)]
    [InlineData(ImportFormat.Ndjson)]
    public void Mutated_lines_are_events_or_rejects(ImportFormat format)
    {
        var random = new Random(20_150_517);
        var contents = new MemoryStream();
        for (var i = 0; i < 120_000; i++)
        {
            contents.Write(Mutation.Of(Seeds[random.Next(Seeds.Length)], random));
            contents.Write(random.Next(4) == 0 ? "\r\n"u8 : "\n"u8);
        }
        var summary = AssertAllAccountedFor(contents.ToArray(), format);
        Assert.True(summary.Events > 5_000 && summary.Rejects > 5_000, $"{summary}");
    }

    [Theory]
    [InlineData(ImportFormat.AccessLog)]
    [InlineData(ImportFormat.Ndjson)]
    public void Random_bytes_are_rejects(ImportFormat format)
    {
        var random = new Random(4);
        for (var i = 0; i < 40; i++)
        {
            var contents = new byte[random.Next(1, 500_000)];
            random.NextBytes(contents);
            // Not taken for gzip, which has tests of its own.
            contents[0] = (byte)'x';
            Assert.Equal(0, AssertAllAccountedFor(contents, format, maxLineBytes: random.Next(10, 2_000)).Events);
        }
    }

    [Fact]
    public void Mutated_containers_and_packed_files_end_in_items_or_a_clear_refusal()
    {
        var random = new Random(99);
        var container = new MemoryStream();
        using (var writer = new AvroContainerWriter(container, AvroCodec.Deflate, new byte[16], blockBytes: 500))
        {
            for (var i = 0; i < 20; i++)
                writer.Write(TestEvents.Example);
        }
        byte[][] seeds = [container.ToArray(), TemporaryFile.Gzip(container.ToArray()), TemporaryFile.Gzip(Inputs.LogLines(0, 20))];
        var (read, refused) = (0, 0);
        for (var i = 0; i < 6_000; i++)
        {
            var contents = Mutation.Of(seeds[i % seeds.Length], random);
            try
            {
                var (items, summary) = Inputs.OfStream(contents);
                Assert.Equal(items.Count, summary.Events + summary.Rejects);
                read++;
            }
            catch (ImportException)
            {
                refused++;
            }
        }
        Assert.True(read > 2_000 && refused > 300, $"{read} read, {refused} refused");
    }

    private static ImportSummary AssertAllAccountedFor(byte[] contents, ImportFormat format, int maxLineBytes = 1024 * 1024)
    {
        var validator = new EventValidator(EventLimits.Default);
        var buffer = new ArrayBufferWriter<byte>();
        using var reader =
            ImportReader.OpenStream(new MemoryStream(contents), new ImportOptions { Format = format, MaxLineBytes = maxLineBytes });
        var before = ImportPosition.Start;
        while (reader.TryRead(out var item))
        {
            Assert.True((item.Event is null) != (item.Reject is null));
            Assert.True(
                item.After.ByteOffset > before.ByteOffset && item.After.ItemNumber == item.Number && item.Number > before.ItemNumber);
            before = item.After;
            if (item.Reject is not null)
            {
                Assert.NotEmpty(item.Reject.Detail);
                continue;
            }
            buffer.ResetWrittenCount();
            AvroEventWriter.Write(item.Event!, buffer);
            Assert.True(AvroEventReader.TryRead(buffer.WrittenSpan, out var view));
            if (format == ImportFormat.AccessLog)
            {
                Assert.Contains(
                    validator.Validate(view, item.Event!.EventTimeMs), new[] { RejectionReason.None, RejectionReason.EventTimeOutOfRange });
            }
        }
        var lines = contents.Count(b => b == '\n') + (contents[^1] == '\n' ? 0 : 1);
        Assert.Equal(lines, reader.Summary.Events + reader.Summary.Rejects + reader.Summary.BlankLines);
        Assert.Equal(new ImportPosition(contents.Length, lines), reader.Summary.Position);
        return reader.Summary;
    }
}
