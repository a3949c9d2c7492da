using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

public sealed class AvroContainerTests
{
    private static readonly byte[] Sync = Enumerable.Range(200, 16).Select(i => (byte)i).ToArray();

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    public void Any_number_of_events_in_blocks_of_any_size_is_read_back(AvroCodec codec)
        => Prop.ForAll(
            ArbMap.Default.GeneratorFor<PositiveInt>().Two().ToArbitrary(),
            sizes =>
            {
                var events = RandomEvents.Many(sizes.Item1.Get, sizes.Item1.Get * 3 % 50);
                var file = Write(events, codec, blockBytes: sizes.Item2.Get * 100);
                var reader = new AvroContainerReader(new OneByteAtATimeStream(file));
                return reader.Codec == codec && reader.ReadEvents().SequenceEqual(events);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_of_no_events_is_read_as_none()
        => Assert.Empty(Read(Write([], AvroCodec.Deflate)));

    [Fact]
    public void Equal_sync_markers_make_equal_files_and_none_makes_a_random_one()
    {
        var events = RandomEvents.Many(seed: 1, count: 10);
        Assert.Equal(Write(events, AvroCodec.Deflate), Write(events, AvroCodec.Deflate));
        Assert.NotEqual(WriteWith([]), WriteWith([]));

        byte[] WriteWith(byte[] marker)
        {
            var file = new MemoryStream();
            using (new AvroContainerWriter(file, AvroCodec.Null, marker))
            {
                return file.ToArray();
            }
        }
    }

    [Fact]
    public void Encoded_records_are_our_avro_whatever_the_text_is_worth()
    {
        var file = Write([AvroTesting.Sample, AvroTesting.Sample], AvroCodec.Null);
        file[file.AsSpan().LastIndexOf("Batman"u8)] = 0xFF;
        var second = new AvroContainerReader(new MemoryStream(file)).ReadRecords().Select(record => record.Avro.ToArray()).Last();
        Assert.Equal(AvroTesting.Bare(AvroTesting.Sample).Length, second.Length);
        Assert.True(AvroEventReader.TryRead(second, out var view));
        Assert.Equal(0xFF, view.Title[0]);
    }

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    public void A_file_cut_at_any_byte_is_refused_after_its_whole_blocks(AvroCodec codec)
    {
        var first = Write([AvroTesting.Sample], codec).Length;
        var file = Write([AvroTesting.Sample, AvroTesting.Sample with { EventId = "e-2" }], codec, blockBytes: 1);
        for (var length = 0; length < file.Length; length++)
        {
            if (length == first || length == Write([], codec).Length)
                continue;
            var read = 0;
            var error = Assert.Throws<AvroFormatException>(() =>
            {
                foreach (var e in new AvroContainerReader(new MemoryStream(file, 0, length)).ReadEvents())
                    read += e.EventId.Length > 0 ? 1 : 0;
            });
            Assert.InRange(error.Position, 0, length);
            Assert.Equal(length > first ? 1 : 0, read);
        }
    }

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    public void A_flipped_bit_never_makes_another_error_than_those_announced(AvroCodec codec)
    {
        var file = Write(RandomEvents.Many(seed: 9, count: 3), codec, blockBytes: 1);
        var refused = 0;
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Read(file);
            }
            catch (Exception e) when (e is AvroFormatException or AvroSchemaException)
            {
                refused++;
            }

            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(refused > 1_000, $"{refused} refused");
    }

    [Fact]
    public void The_error_tells_the_position_of_a_wrong_sync_marker()
    {
        var file = Write([AvroTesting.Sample], AvroCodec.Null);
        file[^1] ^= 1;
        var error = Assert.Throws<AvroFormatException>(() => Read(file));
        Assert.Equal(file.Length - Sync.Length, error.Position);
    }

    [Fact]
    public void The_error_tells_the_position_of_a_wrong_value()
    {
        var file = Write([AvroTesting.Sample], AvroCodec.Null);
        var status = file.AsSpan().LastIndexOf("failed"u8);
        file[status - 1] = 1;
        Assert.Equal(status, Assert.Throws<AvroFormatException>(() => Read(file)).Position);
    }

    [Theory]
    [InlineData("", "no Avro object container file")]
    [InlineData("{\"event_id\":1}", "no Avro object container file")]
    [InlineData("Obj\u0001\u0002", "middle of the header")]
    [InlineData("Obj\u0001\u00000123456789abcdef", "has no avro.schema")]
    [InlineData("Obj\u0001\u0002\u0014avro.codec\u000csnappy\u00000123456789abcdef", "codec is 'snappy'")]
    [InlineData("Obj\u0001\u0002\u0016avro.schema\u0006nil\u00000123456789abcdef", "schema is not Avro")]
    [InlineData("Obj\u0001\u0002\u0016avro.schema\u0001", "a text of -1 bytes")]
    public void What_is_no_container_file_is_refused_with_its_reason(string text, string reason)
    {
        var error = Assert.Throws<AvroFormatException>(() => Read(Encoding.Latin1.GetBytes(text)));
        Assert.Contains(reason, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_schema_is_refused()
    {
        var file = FileOf("\"string\"", "null", 1, [2, (byte)'a']);
        Assert.Throws<AvroSchemaException>(() => Read(file));
    }

    [Fact]
    public void A_block_that_inflates_without_end_is_refused()
    {
        var deflated = new MemoryStream();
        using (var deflater = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            deflater.Write(new byte[4 * 1024 * 1024]);
        var file = FileOf(ContentDownloadSchema.Json, "deflate", 1, deflated.ToArray());
        var options = new AvroContainerOptions { MaxBlockBytes = 1024 * 1024 };
        var error = Assert.Throws<AvroFormatException>(() => new AvroContainerReader(new MemoryStream(file), options).ReadEvents().Count());
        Assert.Contains("inflated", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "left over")]
    [InlineData(4, "are announced")]
    [InlineData(int.MaxValue, "are announced")]
    [InlineData(-1, "claims -1 records")]
    public void A_block_of_another_number_of_records_than_it_claims_is_refused(int count, string reason)
    {
        var avro = AvroTesting.Bare(AvroTesting.Sample);
        var file = FileOf(ContentDownloadSchema.Json, "null", count, [.. avro, .. avro, .. avro]);
        Assert.Contains(reason, Assert.Throws<AvroFormatException>(() => Read(file)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_block_loses_its_rest_and_no_other_block()
    {
        var events = RandomEvents.Many(seed: 4, count: 3).Prepend(AvroTesting.Sample).ToList();
        var file = Write(events, AvroCodec.Null, blockBytes: 1);
        file[file.AsSpan().IndexOf("Batman"u8) - 1] = 1; // a negative length
        var records = Records(file);
        Assert.Equal([(1, true), (1, false), (1, false), (1, false)], records);

        byte[] avro = [.. AvroTesting.Bare(AvroTesting.Sample)];
        byte[] damaged = [.. avro, 1, .. avro];
        Assert.Equal([(1, false), (5, true)], Records(FileOf(ContentDownloadSchema.Json, "null", 6, damaged)));
        Assert.Equal(
            [(1, false), (damaged.Length - avro.Length, true)], Records(FileOf(ContentDownloadSchema.Json, "null", 1 << 30, damaged)));
        Assert.Equal([(7, true)], Records(FileOf(ContentDownloadSchema.Json, "deflate", 7, [0xFF, 0xFF, 0xFF])));

        static List<(long, bool)> Records(byte[] file)
            => [.. new AvroContainerReader(new MemoryStream(file)).ReadRecords().Select(record => (record.RecordCount, record.IsDamage))];
    }

    [Fact]
    public void A_block_longer_than_allowed_is_refused_before_it_is_read()
    {
        var header = Write([], AvroCodec.Null);
        byte[] file = [.. header, 2, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F];
        Assert.Contains("are allowed", Assert.Throws<AvroFormatException>(() => Read(file)).Problem, StringComparison.Ordinal);
    }

    private static byte[] Write(IReadOnlyList<ContentDownloadEvent> events, AvroCodec codec, int blockBytes = 64 * 1024)
    {
        var file = new MemoryStream();
        using (var writer = new AvroContainerWriter(file, codec, Sync, blockBytes))
        {
            foreach (var e in events)
                writer.Write(e);
        }

        return file.ToArray();
    }

    private static List<ContentDownloadEvent> Read(byte[] file) => new AvroContainerReader(new MemoryStream(file)).ReadEvents().ToList();

    /// <summary>A file of one block, written without our writer.</summary>
    private static byte[] FileOf(string schema, string codec, int count, byte[] data)
        => [.. "Obj\u0001"u8, 4, .. Text("avro.schema"), .. Text(schema), .. Text("avro.codec"), .. Text(codec), 0, .. Sync,
            .. Number(count), .. Number(data.Length), .. data, .. Sync];

    private static byte[] Text(string text) => [.. Number(text.Length), .. Encoding.Latin1.GetBytes(text)];

    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        var folded = value < 0 ? (ulong)(-value * 2) - 1 : (ulong)value * 2;
        for (; folded > 127; folded >>= 7)
            bytes.Add((byte)(folded % 128 + 128));
        return [.. bytes, (byte)folded];
    }

    /// <summary>Gives one byte at each reading, as a slow pipe may.</summary>
    private sealed class OneByteAtATimeStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
