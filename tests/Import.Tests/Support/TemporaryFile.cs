using System.IO.Compression;

namespace StreamPulse.Import.Tests.Support;

/// <summary>A file that is deleted after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(ReadOnlySpan<byte> contents) => File.WriteAllBytes(Path, contents);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public static byte[] Gzip(ReadOnlySpan<byte> contents)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(contents);
        return packed.ToArray();
    }

    public void Append(ReadOnlySpan<byte> contents)
    {
        using var stream = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(contents);
    }

    public void Dispose() => File.Delete(Path);
}
