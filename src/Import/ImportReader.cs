using StreamPulse.Import.Sources;

namespace StreamPulse.Import;

/// <summary>
/// Reads events from a file or stream of another program, item by item, in bounded memory. Bad contents become rejects, never
/// exceptions. Gzip is unpacked on the way. Not thread-safe.
/// </summary>
public sealed class ImportReader : IDisposable
{
    private readonly Stream _contents;
    private readonly FileStream? _file;
    private readonly IItemSource _source;
    private FileGrowth? _growth;
    private long _events;
    private long _rejects;

    private ImportReader(
        Stream contents, FileStream? file, FileFingerprint? fingerprint, bool isGzip, ImportFormat format, IItemSource source)
        => (_contents, _file, Fingerprint, IsGzip, Format, _source) = (contents, file, fingerprint, isGzip, format, source);

    /// <summary>Format of the contents, as given or as detected.</summary>
    public ImportFormat Format { get; }

    public bool IsGzip { get; }

    /// <summary>Of the file as it is on disk; null for streams, whose contents are not known before they are read.</summary>
    public FileFingerprint? Fingerprint { get; }

    /// <summary>Length of the file that is imported, in packed bytes where it is packed; null for streams.</summary>
    public long? LengthBytes => Fingerprint?.SizeBytes;

    /// <summary>
    /// Bytes of the file that were taken so far, for progress against <see cref="LengthBytes"/>; packed ones where it is packed. For
    /// streams, bytes of the contents.
    /// </summary>
    public long BytesTaken => IsGzip && Fingerprint is not null && _file is not null
        ? Math.Min(_file.Position, LengthBytes!.Value)
        : _source.Position.ByteOffset;

    /// <summary>What has been read so far.</summary>
    public ImportSummary Summary => new(_events, _rejects, _source.BlankLines, _source.Position, _source.IsDamaged, _growth)
    {
        NotDownloads = _source.NotDownloads,
    };

    /// <summary>
    /// Opens a file, and reads it once for its fingerprint. Its length is fixed here: what is appended later does not count, apart
    /// from the end of a line that the length cuts. A path that cannot seek, such as a pipe, is read like a stream.
    /// </summary>
    /// <exception cref="ImportException">
    /// It cannot be opened, is shorter than <see cref="ImportOptions.FixedLengthBytes"/>, ends before the start position, is packed in
    /// another way than gzip or not text, or is an Avro container whose header cannot be read or whose schema is not an event's.
    /// </exception>
    public static ImportReader OpenFile(string path, ImportOptions options)
    {
        var file = ImportFile.Open(path);
        try
        {
            if (!file.CanSeek)
                return OpenStream(file, options);
            var length = options.FixedLengthBytes ?? file.Length;
            if (file.Length < length)
            {
                throw new ImportException(FormattableString.Invariant(
                    $"{path}: has {file.Length} bytes and should have {length}; it is not the file whose import began."));
            }

            var fingerprint = FileFingerprint.Compute(file, length);
            file.Position = 0;
            return Open(file, file, fingerprint, path, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream, such as standard input, to its end; disposing the reader disposes it.</summary>
    /// <exception cref="ImportException">
    /// It ends before the start position, is packed in another way than gzip or not text, or is an Avro container whose header cannot be
    /// read or whose schema is not an event's.
    /// </exception>
    public static ImportReader OpenStream(Stream stream, ImportOptions options) => Open(stream, null, null, null, options);

    /// <summary>The next event or reject; false at the end. Blocks while a stream has nothing yet.</summary>
    /// <exception cref="IOException">The file or stream cannot be read.</exception>
    public bool TryRead(out ImportItem item)
    {
        if (!_source.TryRead(out item))
        {
            _growth ??= MeasureGrowth();
            return false;
        }
        if (item.Event is not null)
            _events++;
        else
            _rejects++;
        return true;
    }

    public void Dispose() => _contents.Dispose();

    private static ImportReader Open(
        Stream stream, FileStream? file, FileFingerprint? fingerprint, string? path, ImportOptions options)
    {
        var head = new HeadStream(stream);
        var contents = head;
        var isGzip = FormatDetector.IsGzip(head.Look());
        if (isGzip)
        {
            Stream packed = fingerprint is null ? head : new LimitedStream(head, fingerprint.SizeBytes);
            contents = new HeadStream(new GzipContents(packed));
        }
        var format = DetectFormat(contents, path);
        format = options.Format ?? format;
        var source = ImportSources.Open(contents, file, fingerprint, isGzip, format, options);
        return new ImportReader(contents, file, fingerprint, isGzip, format, source);
    }

    /// <exception cref="ImportException">The contents are packed in another way, or have no lines that can be read.</exception>
    private static ImportFormat DetectFormat(HeadStream contents, string? path)
    {
        ReadOnlySpan<byte> head;
        try
        {
            head = contents.Look();
        }
        catch (InvalidDataException)
        {
            // Damaged from its first byte on; reading it gives the reject.
            return ImportFormat.AccessLog;
        }
        return ForeignFormats.OfFirstBytes(head) is { } foreign
            ? throw new ImportException(foreign.Advice(path))
            : FormatDetector.Detect(head);
    }

    private FileGrowth? MeasureGrowth()
    {
        if (_file is null || Fingerprint is null)
            return null;
        var readUpTo = IsGzip || Format == ImportFormat.AvroContainer ? Fingerprint.SizeBytes : _source.Position.ByteOffset;
        return new FileGrowth(Fingerprint.SizeBytes, readUpTo, _file.Length, _source.LastLineUnterminated);
    }
}
