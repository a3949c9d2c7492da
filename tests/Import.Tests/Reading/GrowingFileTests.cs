using System.Text;
using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.Reading;

public sealed class GrowingFileTests
{
    [Fact]
    public void What_is_appended_after_the_opening_does_not_count_and_is_told()
    {
        var contents = Inputs.LogLines(0, 10);
        using var file = new TemporaryFile(contents);
        using var reader = ImportReader.OpenFile(file.Path, new ImportOptions());
        Assert.True(reader.TryRead(out _));
        file.Append(Inputs.LogLines(10, 5));
        Assert.Equal(9, Inputs.ReadAll(reader).Count);
        Assert.Equal(new FileGrowth(contents.Length, contents.Length, new FileInfo(file.Path).Length, false), reader.Summary.Growth);
        Assert.True(reader.Summary.Growth!.Grew);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_line_that_the_length_cuts_is_read_to_its_newline()
    {
        var lines = Inputs.LogLines(0, 11);
        var cut = lines.Length - 20;
        using var file = new TemporaryFile(lines.AsSpan(0, cut));
        using var reader = ImportReader.OpenFile(file.Path, new ImportOptions());
        file.Append(lines.AsSpan(cut));
        file.Append(Inputs.LogLines(11, 3));
        var items = Inputs.ReadAll(reader);
        Assert.Equal(11, items.Count);
        Assert.All(items, item => Assert.NotNull(item.Event));
        Assert.Equal(new ImportPosition(lines.Length, 11), reader.Summary.Position);
        Assert.Equal(new FileGrowth(cut, lines.Length, new FileInfo(file.Path).Length, false), reader.Summary.Growth);
    }

    [Fact]
    public void A_line_still_without_newline_at_the_end_is_told()
    {
        var lines = Inputs.LogLines(0, 2);
        using var file = new TemporaryFile(lines.AsSpan(0, lines.Length - 1));
        Assert.True(Inputs.OfFile(file.Path).Summary.Growth!.LastLineUnterminated);
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_read_is_told()
    {
        // More than the reader holds at once, so that some of it is still to be read when it is cut off.
        var lines = Inputs.LogLines(0, 20_000);
        using var file = new TemporaryFile(lines);
        using var reader = ImportReader.OpenFile(file.Path, new ImportOptions());
        Assert.True(reader.TryRead(out _));
        using (var writer = new FileStream(file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            writer.SetLength(0);
        Assert.InRange(Inputs.ReadAll(reader).Count, 1, 19_000);
        Assert.True(reader.Summary.Growth!.Shrank);
    }

    [Fact]
    public void An_import_broken_off_goes_on_with_the_same_ids_and_end_although_the_file_has_grown()
    {
        var lines = Inputs.LogLines(0, 10);
        using var file = new TemporaryFile(lines);
        var whole = Inputs.OfFile(file.Path).Items;
        var fingerprint = FileFingerprint.OfFile(file.Path);
        file.Append(Inputs.LogLines(10, 5));

        Assert.True(FileFingerprint.TryParse(fingerprint.ToString(), out var kept));
        Assert.True(kept.IsBeginningOf(file.Path));
        using var reader =
            ImportReader.OpenFile(file.Path, new ImportOptions { Start = whole[3].After, FixedLengthBytes = kept.SizeBytes });
        Assert.Equal(fingerprint, reader.Fingerprint);
        Assert.Equal(whole[4..].Select(item => item.Event), Inputs.ReadAll(reader).Select(item => item.Event));
        Assert.Equal(15, Inputs.OfFile(file.Path).Items.Count);
    }

    [Fact]
    public void A_fingerprint_is_the_hash_of_size_and_contents()
    {
        using var file = new TemporaryFile("abc"u8);
        var fingerprint = FileFingerprint.OfFile(file.Path);
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad:3", fingerprint.ToString());
        file.Append("d"u8);
        Assert.NotEqual(fingerprint, FileFingerprint.OfFile(file.Path));
        Assert.True(fingerprint.IsBeginningOf(file.Path));
        using var other = new TemporaryFile(Encoding.UTF8.GetBytes("abd"));
        Assert.False(fingerprint.IsBeginningOf(other.Path));
        using var shorter = new TemporaryFile("ab"u8);
        Assert.False(fingerprint.IsBeginningOf(shorter.Path));
        var options = new ImportOptions { FixedLengthBytes = 3 };
        Assert.Contains(
            "not the file whose import began", Assert.Throws<ImportException>(() => ImportReader.OpenFile(shorter.Path, options)).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:ba78:3")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD:3")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad:-3")]
    public void A_damaged_fingerprint_is_refused(string? text) => Assert.False(FileFingerprint.TryParse(text, out _));
}
