using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Import;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Reads contents made of lines, checks that each is accounted for, and that reading can go on from any place.</summary>
internal sealed class ImportLines(ImportOptions options)
{
    private readonly ArrayBufferWriter<byte> _written = new();

    /// <summary>The items, once counts, positions and the round trip of each event have been checked.</summary>
    public (List<ImportItem> Items, ImportSummary Summary) Check(byte[] contents)
    {
        var (items, summary) = Read(contents, options);
        var lines = Split(contents);
        Expect.Equal(lines.Count, summary.Events + summary.Rejects + summary.BlankLines, "Every line is an event, a reject or blank");
        Expect.Equal(lines.Count(IsBlank), summary.BlankLines, "Blank lines are the blank ones");
        Expect.Equal(new ImportPosition(contents.Length, lines.Count), summary.Position, "Reading ends at the end");
        var offset = 0L;
        foreach (var item in items)
        {
            Expect.That(item.Event is null != (item.Reject is null), "An item is an event or a reject");
            Expect.That(item.After.ByteOffset > offset && item.After.ItemNumber == item.Number, "Positions grow with the items");
            Expect.Equal(EndOf(contents, item.Number), item.After.ByteOffset, "An item's position is behind its line");
            offset = item.After.ByteOffset;
            if (item.Event is { } e)
                CheckRoundTrip(e);
            else
                Expect.That(item.Reject!.Detail.Length > 0 && item.Reject.RawLengthBytes > 0, "A reject says what was found");
        }

        if (items.Count > 1)
            CheckResume(contents, items, items.Count / 2);
        return (items, summary);
    }

    public static (List<ImportItem> Items, ImportSummary Summary) Read(byte[] contents, ImportOptions options)
    {
        var items = new List<ImportItem>();
        using var reader = ImportReader.OpenStream(new MemoryStream(contents, writable: false), options);
        while (reader.TryRead(out var item))
            items.Add(item);
        Expect.Equal(items.Count, reader.Summary.Events + reader.Summary.Rejects, "The summary counts every item");
        return (items, reader.Summary);
    }

    /// <summary>The lines by a plain count of newlines; zero bytes and a byte order mark in front of each are taken off.</summary>
    public static List<byte[]> Split(byte[] contents)
        => [.. Cut(contents).Select(static line => WithoutMark(line.AsSpan().TrimStart((byte)0).ToArray()))];

    /// <summary>The lines by a plain count of newlines.</summary>
    public static List<byte[]> Cut(byte[] contents)
    {
        var lines = new List<byte[]>();
        for (var start = 0; start < contents.Length;)
        {
            var end = Array.IndexOf(contents, (byte)'\n', start);
            end = end < 0 ? contents.Length : end;
            lines.Add(contents[start..end]);
            start = end + 1;
        }

        return lines;
    }

    public static byte[] WithoutMark(byte[] line) => line.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? line[3..] : line;

    /// <summary>Whether the contents are refused as a whole, such as text that looks like UTF-16.</summary>
    public bool IsRefused(byte[] contents)
    {
        try
        {
            using var reader = ImportReader.OpenStream(new MemoryStream(contents, writable: false), options);
            return false;
        }
        catch (ImportException)
        {
            return true;
        }
    }

    public static bool IsBlank(byte[] line) => line.All(b => b is (byte)' ' or (byte)'\t' or (byte)'\r');

    /// <summary>Whether two items say the same.</summary>
    public static bool AreSame(ImportItem a, ImportItem b)
        => a.Number == b.Number && a.After == b.After && Equals(a.Event, b.Event)
            && (a.Reject is null ? b.Reject is null : b.Reject is not null && a.Reject.Reason == b.Reject.Reason
                && a.Reject.Detail == b.Reject.Detail && a.Reject.Raw.AsSpan().SequenceEqual(b.Reject.Raw));

    private static long EndOf(byte[] contents, long number)
    {
        var end = -1;
        for (var i = 0L; i < number; i++)
        {
            end = Array.IndexOf(contents, (byte)'\n', end + 1);
            if (end < 0)
                return contents.Length;
        }

        return end + 1;
    }

    private void CheckResume(byte[] contents, List<ImportItem> items, int from)
    {
        var (rest, _) = Read(contents, options with { Start = items[from - 1].After });
        Expect.Equal(items.Count - from, rest.Count, "Going on gives the items that are left");
        Expect.That(items.Skip(from).Zip(rest).All(pair => AreSame(pair.First, pair.Second)), "Going on gives the same items");
    }

    private void CheckRoundTrip(ContentDownloadEvent e)
    {
        _written.ResetWrittenCount();
        AvroEventWriter.Write(e, _written);
        Expect.That(AvroEventReader.TryRead(_written.WrittenSpan, out var view), "An imported event is written as Avro");
        Expect.Equal(e, EventViews.ToEvent(view), "An imported event survives being written as Avro");
    }
}
