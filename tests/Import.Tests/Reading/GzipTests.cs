using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.Reading;

public sealed class GzipTests
{
    [Fact]
    public void Packed_lines_are_read_from_files_and_streams_also_where_several_were_joined()
    {
        byte[] packed = [.. TemporaryFile.Gzip(Inputs.LogLines(0, 1_000)), .. TemporaryFile.Gzip(Inputs.LogLines(1_000, 1_000))];
        using var file = new TemporaryFile(packed);
        using var reader = ImportReader.OpenFile(file.Path, new ImportOptions());
        var items = Inputs.ReadAll(reader);
        Assert.True(reader.IsGzip);
        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"/files/{i}.zip"), items.Select(item => item.Event!.Content.ContentId));
        Assert.Equal(packed.Length, reader.BytesTaken);
        Assert.Equal(packed.Length, reader.LengthBytes);
        Assert.Equal(items.Select(item => item.After), Inputs.OfStream(packed).Items.Select(item => item.After));
    }

    [Fact]
    public void What_was_appended_to_a_packed_file_after_the_opening_does_not_count()
    {
        using var file = new TemporaryFile(TemporaryFile.Gzip(Inputs.LogLines(0, 10)));
        using var reader = ImportReader.OpenFile(file.Path, new ImportOptions());
        file.Append(TemporaryFile.Gzip(Inputs.LogLines(10, 10)));
        Assert.Equal(10, Inputs.ReadAll(reader).Count);
        Assert.True(reader.Summary.Growth!.Grew);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.5, true)]
    [InlineData(0.99, true)]
    public void Damage_is_one_reject_behind_the_lines_before_it(double where, bool isCut)
    {
        var packed = TemporaryFile.Gzip(Inputs.LogLines(0, 5_000));
        var at = (int)(packed.Length * where);
        if (isCut)
            packed = packed[..at];
        else
            packed.AsSpan(at, 64).Fill(0xFF);
        var (items, summary) = Inputs.OfStream(packed);
        Assert.True(summary.IsDamaged);
        Assert.Equal("damaged_gzip", items[^1].Reject?.Reason);
        Assert.Equal(1, summary.Rejects - items.SkipLast(1).Count(item => item.Reject is not null));
        Assert.InRange(summary.Events, 1_000, 4_999);
        Assert.Equal(items.Count, summary.Events + summary.Rejects);
    }

    [Fact]
    public void A_cut_at_any_byte_is_found_but_between_two_members()
    {
        var first = TemporaryFile.Gzip(Inputs.LogLines(0, 20));
        byte[] packed = [.. first, .. TemporaryFile.Gzip(Inputs.LogLines(20, 20))];
        for (var length = 3; length <= packed.Length; length++)
        {
            var (items, summary) = Inputs.OfStream(packed.AsSpan(0, length));
            var isWhole = length == first.Length || length == packed.Length;
            Assert.True(isWhole != summary.IsDamaged, $"cut after {length} of {first.Length} and {packed.Length} bytes");
            Assert.Equal(summary.IsDamaged ? "damaged_gzip" : null, items[^1].Reject?.Reason);
            Assert.All(items.SkipLast(1), item => Assert.NotNull(item.Event));
        }
    }

    [Fact]
    public void Padding_behind_the_last_member_is_no_damage()
    {
        var (items, summary) = Inputs.OfStream([.. TemporaryFile.Gzip(Inputs.LogLines(0, 20)), .. new byte[512]]);
        Assert.Equal((20, 0L, false), (items.Count, summary.Rejects, summary.IsDamaged));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Bytes_between_a_member_s_data_and_its_checksum_are_damage(int padding)
    {
        var first = TemporaryFile.Gzip(Inputs.LogLines(0, 2_000));
        byte[] rest = [.. first[^8..], .. new byte[padding], .. TemporaryFile.Gzip(Inputs.LogLines(2_000, 2_000))];
        Assert.Equal((4_000L, false), Damage([.. first[..^8], .. rest]));
        foreach (var stray in new[] { 1, 2, 7, 8, 9, 31, 55, 56, 63, 64, 65, 1_500 })
            Assert.Equal((2_000L, true), Damage([.. first[..^8], .. Enumerable.Repeat((byte)0xA5, stray), .. rest]));

        static (long Events, bool IsDamaged) Damage(byte[] packed)
            => Inputs.OfStream(packed).Summary is var summary ? (summary.Events, summary.IsDamaged) : default;
    }

    [Fact]
    public void Damage_from_the_first_byte_on_is_one_reject()
    {
        var (items, summary) = Inputs.OfStream([0x1F, 0x8B, 0x08, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal("damaged_gzip", items.Single().Reject!.Reason);
        Assert.True(summary.IsDamaged);
    }
}
