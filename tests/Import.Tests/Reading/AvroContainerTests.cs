using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Import.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Import.Tests.Reading;

public sealed class AvroContainerTests
{
    private const int Count = 2_000;

    private static readonly List<ContentDownloadEvent> Events = Simulate();

    [Theory]
    [InlineData(AvroCodec.Null, false)]
    [InlineData(AvroCodec.Deflate, false)]
    [InlineData(AvroCodec.Deflate, true)]
    public void Events_of_a_container_are_read_as_they_were_written(AvroCodec codec, bool isGzip)
    {
        var contents = isGzip ? TemporaryFile.Gzip(Container(codec)) : Container(codec);
        using var file = new TemporaryFile(contents);
        using var reader = ImportReader.OpenFile(file.Path, new ImportOptions());
        var items = Inputs.ReadAll(reader);
        Assert.Equal(ImportFormat.AvroContainer, reader.Format);
        Assert.Equal(Events, items.Select(item => item.Event!));
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), items.Select(item => item.After.ItemNumber));
        Assert.Equal(Events, Inputs.OfStream(contents).Items.Select(item => item.Event!));
        Assert.Equal(contents.Length, reader.BytesTaken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(777)]
    [InlineData(Count)]
    public void Reading_goes_on_behind_any_record(int recordsBefore)
    {
        var (items, summary) =
            Inputs.OfStream(Container(AvroCodec.Deflate), new ImportOptions { Start = new ImportPosition(0, recordsBefore) });
        Assert.Equal(Events[recordsBefore..], items.Select(item => item.Event!));
        Assert.Equal(Count, summary.Position.ItemNumber);
    }

    [Fact]
    public void A_record_behind_the_end_is_refused()
    {
        var options = new ImportOptions { Start = new ImportPosition(0, Count + 1) };
        Assert.Contains("not the input whose import began",
            Assert.Throws<ImportException>(() => Inputs.OfStream(Container(AvroCodec.Null), options)).Message);
    }

    [Fact]
    public void A_container_that_is_cut_off_gives_its_whole_blocks_and_one_reject()
    {
        var (items, summary) = Inputs.OfStream(Container(AvroCodec.Null)[..^100]);
        Assert.InRange(summary.Events, 1_000, Count - 1);
        Assert.Equal(Events[..(int)summary.Events], items.SkipLast(1).Select(item => item.Event!));
        Assert.Equal("undecodable_avro", items[^1].Reject!.Reason);
        Assert.True(summary.IsDamaged);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_rejected_and_the_next_record_read()
    {
        var contents = new MemoryStream();
        using (var writer = new AvroContainerWriter(contents, AvroCodec.Null))
        {
            writer.Write(Events[0]);
            writer.Write(new EventView { EventId = "a"u8, ContentId = [0xFF], Region = "r"u8, Device = "d"u8, Status = "success"u8 });
            writer.Write(Events[1]);
        }
        var (items, _) = Inputs.OfStream(contents.ToArray());
        Assert.Equal([Events[0], null, Events[1]], items.Select(item => item.Event));
        Assert.Equal(("undecodable_avro", "expected text in UTF-8, found other bytes"), (items[1].Reject!.Reason, items[1].Reject!.Detail));
    }

    [Theory]
    [InlineData("no-nulls.avro", 3, 0)]
    [InlineData("no-nulls-nullfirst.avro", 3, 0)]
    [InlineData("one-null.avro", 4, 1)]
    public void Every_record_of_case_11_is_an_event_or_a_reject(string file, int events, int rejects)
    {
        var (items, summary) = Inputs.OfStream(SharedFiles.ReadCase("11-avro-nullable-with-null", file));
        Assert.Equal((events, rejects, false), (summary.Events, summary.Rejects, summary.IsDamaged));
        Assert.Equal(Enumerable.Range(1, events + rejects).Select(i => (long)i), items.Select(item => item.Number));
        Assert.All(items.Where(item => item.Reject is not null), item =>
        {
            Assert.Equal((2, "undecodable_avro"), (item.Number, item.Reject!.Reason));
            Assert.Contains("'content.title': the writer has null", item.Reject.Detail, StringComparison.Ordinal);
            Assert.NotEmpty(item.Reject.Raw);
        });
    }

    [Theory]
    [InlineData("micros.avro")]
    [InlineData("nanos.avro")]
    public void The_declared_unit_of_case_12_is_converted(string file)
    {
        var (items, summary) = Inputs.OfStream(SharedFiles.ReadCase("12-avro-micros", file));
        Assert.Equal(0, summary.Rejects);
        Assert.NotEmpty(items);
        var (first, last) = (DateTimeOffset.Parse("2000-01-01T00:00:00Z"), DateTimeOffset.Parse("2100-01-01T00:00:00Z"));
        Assert.All(items, item => Assert.InRange(
            DateTimeOffset.FromUnixTimeMilliseconds(item.Event!.EventTimeMs), first, last));
    }

    [Fact]
    public void A_damaged_block_is_one_reject_and_reading_goes_on_behind_it()
    {
        var contents = Container(AvroCodec.Null);
        var at = contents.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Events[3].EventId)) - 1;
        contents[at] = 1;
        var (items, summary) = Inputs.OfStream(contents);
        var damage = items[3];
        Assert.Contains("further records in this block", damage.Reject!.Detail, StringComparison.Ordinal);
        Assert.True(summary.IsDamaged);
        var lost = (int)(items[4].Number - damage.Number);
        Assert.InRange(lost, 2, 200);
        Assert.Equal([.. Events[..3], null, .. Events[(3 + lost)..]], items.Select(item => item.Event));

        var options = new ImportOptions { Start = new ImportPosition(0, damage.After.ItemNumber) };
        Assert.Equal(Events[(3 + lost)..], Inputs.OfStream(contents, options).Items.Select(item => item.Event!));
    }

    [Fact]
    public void A_container_of_something_else_is_refused_at_once()
    {
        byte[] strings = [.. "Obj\x01"u8, 2, 22, .. "avro.schema"u8, 16, .. "\"string\""u8, 0, .. new byte[16]];
        Assert.Contains("something else than events", Assert.Throws<ImportException>(() => Inputs.OfStream(strings)).Message);
        Assert.Contains("no readable Avro container", Assert.Throws<ImportException>(() => Inputs.OfStream("Obj\x01\x02"u8)).Message);
    }

    private static byte[] Container(AvroCodec codec)
    {
        var contents = new MemoryStream();
        using (var writer = new AvroContainerWriter(contents, codec, blockBytes: 8 * 1024))
        {
            foreach (var e in Events)
                writer.Write(e);
        }
        return contents.ToArray();
    }

    private static List<ContentDownloadEvent> Simulate()
    {
        var downloads = new DownloadGenerator(new GeneratorOptions());
        return [.. Enumerable.Range(0, Count).Select(_ => downloads.Next())];
    }
}
