using System.Text;
using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.Reading;

public sealed class ImportReaderTests
{
    [Theory]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\r\n", false)]
    public void Every_line_is_an_item_with_its_number_and_the_place_behind_it(string newLine, bool endsWithNewLine)
    {
        var contents = Inputs.LogLines(0, 100, newLine);
        if (!endsWithNewLine)
            contents = contents[..^newLine.Length];
        using var file = new TemporaryFile(contents);
        var (items, summary) = Inputs.OfFile(file.Path);
        var offset = 0L;
        for (var i = 0; i < 100; i++)
        {
            offset += Inputs.LogLine(i).Length + (i < 99 || endsWithNewLine ? newLine.Length : 0);
            Assert.Equal($"/files/{i}.zip", items[i].Event!.Content.ContentId);
            Assert.Equal((i + 1, new ImportPosition(offset, i + 1)), (items[i].Number, items[i].After));
        }
        Assert.Equal(new ImportSummary(100, 0, 0, new ImportPosition(contents.Length, 100), false,
            new FileGrowth(contents.Length, contents.Length, contents.Length, !endsWithNewLine)), summary);
        Assert.False(summary.Growth!.Grew || summary.Growth.Shrank);
    }

    [Fact]
    public void An_empty_input_has_no_items()
    {
        using var file = new TemporaryFile([]);
        Assert.Empty(Inputs.OfFile(file.Path).Items);
        Assert.Empty(Inputs.OfStream([]).Items);
        Assert.Empty(Inputs.OfStream(TemporaryFile.Gzip([])).Items);
        Assert.Empty(Inputs.OfStream([], new ImportOptions { Format = ImportFormat.Ndjson }).Items);
    }

    [Fact]
    public void Blank_lines_are_counted_and_are_neither_events_nor_rejects()
    {
        var (items, summary) =
            Inputs.OfStream([.. "\n \t\r\n"u8, .. Inputs.LogLines(0, 1), .. "\r\n\n"u8, .. Inputs.LogLines(1, 1), .. "  "u8]);
        Assert.Equal([3L, 6L], items.Select(item => item.Number));
        Assert.Equal((2L, 0L, 5L, 7L), (summary.Events, summary.Rejects, summary.BlankLines, summary.Position.ItemNumber));
    }

    [Fact]
    public void A_line_that_is_too_long_is_one_reject_and_reading_goes_on_behind_it()
    {
        var options = new ImportOptions();
        var longest = Encoding.UTF8.GetBytes(Inputs.LogLine(1).PadRight(options.MaxLineBytes));
        byte[] tooLong = [.. longest, (byte)'x'];
        byte[] huge = [.. Enumerable.Repeat((byte)'y', 5 * options.MaxLineBytes)];
        byte[] contents = [.. Inputs.LogLines(0, 1), .. longest, .. "\r\n"u8, .. tooLong, .. "\n"u8, .. huge, .. "\n"u8,
            .. Inputs.LogLines(2, 1), .. huge];
        var (items, summary) = Inputs.OfStream(contents, options);
        Assert.Equal([null, null, "line_too_long", "line_too_long", null, "line_too_long"], items.Select(item => item.Reject?.Reason));
        Assert.Equal("/files/2.zip", items[4].Event!.Content.ContentId);
        Assert.Equal(tooLong[..ImportReject.MaxRawBytes], items[2].Reject!.Raw);
        Assert.Equal(options.MaxLineBytes + 2, items[2].Reject!.RawLengthBytes);
        Assert.Equal(huge[..ImportReject.MaxRawBytes], items[3].Reject!.Raw);
        Assert.Equal(new ImportPosition(contents.Length, 6), summary.Position);
    }

    [Fact]
    public void Rejects_carry_reason_place_and_bytes()
    {
        byte[] contents = [.. Inputs.LogLines(0, 2), 0x00, 0xFF, 0x16, (byte)'\n', .. Inputs.LogLines(2, 1)];
        var (items, summary) = Inputs.OfStream(contents);
        var reject = items[2].Reject!;
        Assert.Equal((3L, "not_a_log_line", 4L), (items[2].Number, reject.Reason, reject.RawLengthBytes));
        Assert.Equal([0x00, 0xFF, 0x16], reject.Raw);
        Assert.StartsWith("expected a time such as", reject.Detail);
        Assert.Equal((3L, 1L), (summary.Events, summary.Rejects));
    }

    [Fact]
    public void NDJSON_is_read_line_by_line_with_its_own_ids()
    {
        var good = TestEvents.Json(TestEvents.Example);
        byte[] contents = [0xEF, 0xBB, 0xBF, .. good, .. "\n{\"event_id\":1}\n\n"u8, .. good];
        using var reader = ImportReader.OpenStream(new MemoryStream(contents), new ImportOptions());
        var items = Inputs.ReadAll(reader);
        Assert.Equal(ImportFormat.Ndjson, reader.Format);
        Assert.Equal([TestEvents.Example, null, TestEvents.Example], items.Select(item => item.Event));
        Assert.Equal(
            ("invalid_json", "event_id: expected a string, found the number 1"), (items[1].Reject!.Reason, items[1].Reject!.Detail));
    }

    [Fact]
    public void A_told_format_wins_over_the_first_bytes()
    {
        var (items, _) = Inputs.OfStream(Inputs.LogLines(0, 1), new ImportOptions { Format = ImportFormat.Ndjson });
        Assert.Equal("invalid_json", items.Single().Reject!.Reason);
    }

    [Theory]
    [InlineData(ImportFormat.AccessLog)]
    [InlineData(ImportFormat.Ndjson)]
    public void Reading_goes_on_at_any_place_with_equal_ids_and_numbers(ImportFormat format)
    {
        byte[] contents = [
            .. Inputs.LogLines(0, 20), .. "garbage\r\n\n"u8, .. TestEvents.Json(TestEvents.Example), .. "\n"u8, .. Inputs.LogLines(20, 20)];
        using var plain = new TemporaryFile(contents);
        using var packed = new TemporaryFile(TemporaryFile.Gzip(contents));
        foreach (var path in new[] { plain.Path, packed.Path })
        {
            var whole = Inputs.OfFile(path, new ImportOptions { Format = format }).Items;
            Assert.Equal(42, whole.Count);
            for (var i = 0; i < whole.Count; i++)
            {
                var rest = Inputs.OfFile(path, new ImportOptions { Format = format, Start = whole[i].After }).Items;
                Assert.Equal(whole[(i + 1)..].Select(Comparable), rest.Select(Comparable));
            }
        }
        var stream = Inputs.OfStream(contents, new ImportOptions { Format = format }).Items;
        var again = Inputs.OfStream(contents, new ImportOptions { Format = format, Start = stream[10].After }).Items;
        Assert.Equal(stream[11..].Select(Comparable), again.Select(Comparable));
    }

    [Fact]
    public void Any_number_of_zero_bytes_in_front_takes_no_line_along()
    {
        byte[] contents = [.. new byte[3 * 1024 * 1024], .. TestEvents.Json(TestEvents.Example), .. "\n"u8];
        using var file = new TemporaryFile(contents);
        using var packed = new TemporaryFile(TemporaryFile.Gzip(contents));
        foreach (var path in new[] { file.Path, packed.Path })
            Assert.Equal(TestEvents.Example, Inputs.OfFile(path).Items.Single().Event);
        Assert.Equal(TestEvents.Example, Inputs.OfStream(contents).Items.Single().Event);
    }

    [Fact]
    public void A_W3C_log_goes_on_at_any_place_with_the_fields_of_the_lines_before()
    {
        var line = "2020-05-06 10:00:00 192.0.2.1 /{0} 200\n";
        var contents = Encoding.UTF8.GetBytes("#Fields: date time c-ip cs-uri-stem sc-status\n" + string.Concat(
            Enumerable.Range(0, 20).Select(i => line.Replace("{0}", $"{i}"))));
        using var plain = new TemporaryFile(contents);
        using var packed = new TemporaryFile(TemporaryFile.Gzip(contents));
        foreach (var path in new[] { plain.Path, packed.Path })
        {
            var whole = Inputs.OfFile(path).Items;
            Assert.Equal(20, whole.Count);
            var rest = Inputs.OfFile(path, new ImportOptions { Start = whole[9].After }).Items;
            Assert.Equal(whole[10..].Select(Comparable), rest.Select(Comparable));
        }
    }

    [Fact]
    public void A_place_behind_the_end_is_refused()
    {
        using var file = new TemporaryFile(Inputs.LogLines(0, 1));
        var options = new ImportOptions { Start = new ImportPosition(10_000, 50) };
        Assert.Contains(
            "not the input whose import began", Assert.Throws<ImportException>(() => ImportReader.OpenFile(file.Path, options)).Message);
        Assert.Contains("not the input whose import began",
            Assert.Throws<ImportException>(() => ImportReader.OpenStream(new MemoryStream([1]), options)).Message);
    }

    [Fact]
    public void Ids_differ_line_by_line_and_file_by_file_even_for_equal_lines()
    {
        byte[] twice = [.. Inputs.LogLines(0, 1), .. Inputs.LogLines(0, 1)];
        using var first = new TemporaryFile(twice);
        using var second = new TemporaryFile([.. twice, (byte)'\n']);
        string[] ids = [.. Ids(first.Path), .. Ids(second.Path), .. Inputs.OfStream(twice).Items.Select(item => item.Event!.EventId)];
        Assert.Equal(6, ids.Distinct().Count());
        Assert.Equal(ids[..2], Ids(first.Path));

        static IEnumerable<string> Ids(string path) => Inputs.OfFile(path).Items.Select(item => item.Event!.EventId);
    }

    [Fact]
    public void A_pipe_that_gives_a_byte_at_a_time_reads_like_a_file()
    {
        byte[] contents = [.. Inputs.LogLines(0, 30), .. "x\n"u8];
        using var reader = ImportReader.OpenStream(new DrippingStream(contents), new ImportOptions());
        Assert.Equal(Inputs.OfStream(contents).Items.Select(Comparable), Inputs.ReadAll(reader).Select(Comparable));
        using var packed = ImportReader.OpenStream(new DrippingStream(TemporaryFile.Gzip(contents)), new ImportOptions());
        Assert.Equal(Inputs.OfStream(contents).Items.Select(Comparable), Inputs.ReadAll(packed).Select(Comparable));
    }

    [Fact]
    public void What_cannot_be_opened_is_one_line_that_says_why()
    {
        Assert.Equal("/nowhere/at-all.log: there is no such file; check the path.",
            Assert.Throws<ImportException>(() => ImportReader.OpenFile("/nowhere/at-all.log", new ImportOptions())).Message);
        Assert.EndsWith("it is a directory; name a file in it.",
            Assert.Throws<ImportException>(() => ImportReader.OpenFile(Path.GetTempPath(), new ImportOptions())).Message);
    }

    /// <summary>An item with the reject's bytes as text, so that items compare by value.</summary>
    private static object Comparable(ImportItem item)
        => (item.Number, item.After, item.Event, item.Reject?.Reason, item.Reject?.Detail,
            Encoding.Latin1.GetString(item.Reject?.Raw ?? []));
}
