using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;
using StreamPulse.Import.Tests.Support;
using StreamPulse.Generator;

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
