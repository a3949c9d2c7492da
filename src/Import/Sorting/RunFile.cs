using System.Buffers.Binary;

namespace StreamPulse.Import.Sorting;

/// <summary>
/// A temporary file of sorted events, readable by its owner only. It goes when it is closed. An event is its time (8 bytes), the lengths of
/// key and value (4 bytes each), all little-endian, then key and value.
/// </summary>
internal sealed class RunFile : IDisposable
{
    private const int HeaderBytes = 16;
    private const int BufferBytes = 128 * 1024;

    private readonly FileStream _file;

    private RunFile(FileStream file) => _file = file;

    /// <summary>Writes the events to a new file in the directory for temporary files.</summary>
    /// <exception cref="ImportException">It cannot be written.</exception>
    public static RunFile Create(IEnumerable<SortedEvent> sorted)
    {
        FileStream? file = null;
        try
        {
            file = Open();
            Span<byte> header = stackalloc byte[HeaderBytes];
            foreach (var e in sorted)
            {
                BinaryPrimitives.WriteInt64LittleEndian(header, e.TimeMs);
                BinaryPrimitives.WriteInt32LittleEndian(header[8..], e.Key.Length);
                BinaryPrimitives.WriteInt32LittleEndian(header[12..], e.Value.Length);
                file.Write(header);
                file.Write(e.Key.Span);
                file.Write(e.Value.Span);
            }

            file.Flush();
            return new RunFile(file);
        }
        catch (Exception e)
        {
            Close(file);
            if (e is not (IOException or UnauthorizedAccessException))
                throw;
            throw new ImportException(
                $"The events cannot be sorted by time: {e.Message} Temporary files are in {Path.GetTempPath()}; set TMPDIR to a directory "
                + "with room for all events of the import.");
        }
    }

    /// <summary>All events, in order; one reader at a time.</summary>
    public IEnumerable<SortedEvent> Read()
    {
        _file.Position = 0;
        var bytes = new byte[1024];
        while (TryFill(bytes.AsSpan(0, HeaderBytes)))
        {
            var timeMs = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var key = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
            var value = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
            if (key + value > bytes.Length)
                bytes = new byte[key + value];
            _file.ReadExactly(bytes.AsSpan(0, key + value));
            yield return new SortedEvent(timeMs, bytes.AsMemory(0, key), bytes.AsMemory(key, value));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close(_file);

    private bool TryFill(Span<byte> bytes)
    {
        var first = _file.Read(bytes);
        if (first == 0)
            return false;
        _file.ReadExactly(bytes[first..]);
        return true;
    }

    private static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = BufferBytes,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"streampulse-{Path.GetRandomFileName()}"), options);
        if (!OperatingSystem.IsWindows())
            File.Delete(file.Name); // now, so that nothing stays behind however the process ends
        return file;
    }

    /// <summary>What is still buffered is of no use any more, and a full disk must not make closing fail.</summary>
    private static void Close(FileStream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
        }
    }
}
