using System.Text;

namespace StreamPulse.Import.Tests.Support;

/// <summary>Helpers that read a whole input.</summary>
internal static class Inputs
{
    /// <summary>A line in combined format, which contains its number.</summary>
    public static string LogLine(int number)
        => $"192.0.2.{number % 250} - - [17/May/2015:10:{number / 60 % 60:D2}:{number % 60:D2} +0000] \"GET /files/{number}.zip HTTP/1.1\" "
            + $"200 {number} \"-\" \"curl/8\"";

    public static byte[] LogLines(int first, int count, string newLine = "\n")
        => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(first, count).Select(i => LogLine(i) + newLine)));

    public static List<ImportItem> ReadAll(ImportReader reader)
    {
        var items = new List<ImportItem>();
        while (reader.TryRead(out var item))
            items.Add(item);
        return items;
    }

    public static (List<ImportItem> Items, ImportSummary Summary) OfStream(ReadOnlySpan<byte> contents, ImportOptions? options = null)
    {
        using var reader = ImportReader.OpenStream(new MemoryStream(contents.ToArray()), options ?? new ImportOptions());
        return (ReadAll(reader), reader.Summary);
    }

    public static (List<ImportItem> Items, ImportSummary Summary) OfFile(string path, ImportOptions? options = null)
    {
        using var reader = ImportReader.OpenFile(path, options ?? new ImportOptions());
        return (ReadAll(reader), reader.Summary);
    }
}
