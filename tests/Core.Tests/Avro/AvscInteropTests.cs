using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Random events through our writer and avsc's reader, and the other way round, have to be equal in every field.</summary>
public sealed class AvscInteropTests : IDisposable
{
    private const int EventCount = 10_000;
    private const int EvolvedEventCount = 1_000;
    private const int EvolvedId = 41;

    private static readonly List<ContentDownloadEvent> Events = RandomEvents.Many(seed: 2_024, EventCount);

    private readonly string _schemaFile = Path.GetTempFileName();

    public AvscInteropTests() => File.WriteAllText(_schemaFile, ContentDownloadSchema.Json);

    public void Dispose() => File.Delete(_schemaFile);

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    public async Task Our_container_files_are_read_by_avsc(AvroCodec codec)
    {
        var file = new MemoryStream();
        using (var writer = new AvroContainerWriter(file, codec))
        {
            foreach (var e in Events)
                writer.Write(e);
        }

        AssertEqual(Events, EventLines.Read(await AvscProcess.RunAsync(file.ToArray(), "read", "container", _schemaFile)));
    }

    [Fact]
    public async Task Our_bare_records_are_read_by_avsc()
    {
        var datums = AvscProcess.JoinDatums(Events.Select(AvroTesting.Bare));
        AssertEqual(Events, EventLines.Read(await AvscProcess.RunAsync(datums, "read", "datums", _schemaFile)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    public async Task Container_files_of_avsc_are_read_by_us(string codec)
    {
        var file = await AvscProcess.RunAsync(EventLines.Write(Events), "write", "container", _schemaFile, "none", codec);
        var reader = new AvroContainerReader(new MemoryStream(file));
        Assert.Equal(codec == "deflate" ? AvroCodec.Deflate : AvroCodec.Null, reader.Codec);
        AssertEqual(Events, reader.ReadEvents().ToList());
    }

    [Fact]
    public async Task Bare_records_of_avsc_are_read_by_us()
    {
        var datums = await AvscProcess.RunAsync(EventLines.Write(Events), "write", "datums", _schemaFile);
        // A bare record that starts with an empty event_id would be read as framed, so it is framed here.
        AssertDecode(
            Events, AvscProcess.SplitDatums(datums).Select(datum => (byte[])[0, 0, 0, 0, 1, .. datum]), AvroTesting.OursAs(1));
        Assert.Equal(AvscProcess.JoinDatums(Events.Select(AvroTesting.Bare).ToList()).Length, datums.Length);
    }

    [Theory]
    [InlineData("added-fields")]
    [InlineData("missing-nullable")]
    [InlineData("reordered")]
    [InlineData("promotions")]
    [InlineData("nested-changed")]
    [InlineData("widened-unions")]
    [InlineData("aliases")]
    public async Task What_avsc_writes_with_an_evolved_schema_is_read_by_us(string evolution)
    {
        var schemaFile = Path.Combine(AvscProcess.Folder, "evolved", evolution + ".avsc");
        var readerFile = Path.Combine(AvscProcess.Folder, "evolved", evolution + ".reader.avsc");
        var readerSchema = File.Exists(readerFile) ? await File.ReadAllTextAsync(readerFile) : null;
        var events = RandomEvents.Many(seed: 77, EvolvedEventCount).Select(e => Restrict(e, evolution)).ToList();
        var lines = EventLines.Write(events);

        var file = await AvscProcess.RunAsync(lines, "write", "container", schemaFile, evolution, "deflate");
        AssertEqual(events, new AvroContainerReader(new MemoryStream(file), new AvroContainerOptions { ReaderSchema = readerSchema })
            .ReadEvents().ToList());

        var datums = await AvscProcess.RunAsync(lines, "write", "datums", schemaFile, evolution);
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions
        {
            ReaderSchema = readerSchema,
            WriterSchemas = new Dictionary<SchemaId, string> { [EvolvedId] = await File.ReadAllTextAsync(schemaFile) },
        });
        AssertDecode(events, AvscProcess.SplitDatums(datums).Select(datum => (byte[])[0, 0, 0, 0, EvolvedId, .. datum]), schemas);
    }

    /// <summary>An event that the evolved schema can hold without loss.</summary>
    private static ContentDownloadEvent Restrict(ContentDownloadEvent e, string evolution) => evolution switch
    {
        "missing-nullable" => e with { Download = e.Download with { ErrorCode = null, ErrorMessage = null } },
        "promotions" => e with
        {
            EventTimeMs = (int)e.EventTimeMs,
            Content = e.Content with { Price = e.Content.SizeMb % (1 << 24) },
            Download = e.Download with { SpeedMbps = (float)(e.Download.DurationSeconds * 1e9) },
        },
        "widened-unions" => e with { Download = e.Download with { ErrorMessage = e.Download.ErrorMessage ?? "none" } },
        _ => e,
    };

    private static void AssertDecode(List<ContentDownloadEvent> expected, IEnumerable<byte[]> values, AvroSchemaSet schemas)
    {
        var framed = values.ToList();
        var decoder = new AvroEventDecoder(schemas);
        AssertEqual(expected, framed.Select(value =>
        {
            Assert.Equal(RejectionReason.None, decoder.TryDecode(value, out var view));
            return EventViews.ToEvent(view);
        }).ToList());

        var generic = new GenericEventDecoder(schemas);
        AssertEqual(expected, framed.Select(value =>
        {
            Assert.Equal(RejectionReason.None, generic.TryDecode(value, out var e));
            return e!;
        }).ToList());
    }

    private static void AssertEqual(List<ContentDownloadEvent> expected, List<ContentDownloadEvent> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            AvroTesting.AssertEqual(expected[i], actual[i]);
    }
}
