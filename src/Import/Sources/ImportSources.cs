using System.Buffers;
using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Lines;

namespace StreamPulse.Import.Sources;

/// <summary>Builds the item source for a format.</summary>
internal static class ImportSources
{
    /// <param name="contents">Unpacked, from the first byte on.</param>
    /// <param name="file">The file itself where <paramref name="contents"/> comes from one.</param>
    /// <exception cref="ImportException">The contents end before the start position.</exception>
    public static IItemSource Open(
        HeadStream contents, FileStream? file, FileFingerprint? fingerprint, bool isGzip, ImportFormat format, ImportOptions options)
    {
        var eventIds = fingerprint is null ? EventIdMaker.FromContents() : EventIdMaker.FromFingerprint(fingerprint);
        var limit = isGzip ? null : fingerprint?.SizeBytes;
        return format switch
        {
            ImportFormat.AccessLog => OpenLines(new AccessLogParser(new AccessLogEvents(options.AccessLog, eventIds))),
            ImportFormat.W3c => OpenLines(new W3cParser(new AccessLogEvents(options.AccessLog, eventIds))),
            ImportFormat.Ndjson => OpenLines(new NdjsonParser(new AccessLogEvents(options.AccessLog, eventIds))),
            ImportFormat.AvroContainer => AvroContainerSource.Open(Limit(contents, fingerprint, isGzip), options.Start.ItemNumber),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not an import format."),
        };

        LineSource OpenLines(IEventLineParser parser) => Open(contents, isGzip ? null : file, limit, parser, options);
    }

    private static LineSource Open(HeadStream contents, FileStream? file, long? limit, IEventLineParser parser, ImportOptions options)
    {
        var start = parser.NeedsLinesBefore ? ImportPosition.Start : options.Start;
        Stream stream = contents;
        if (file is not null)
        {
            if (options.Start.ByteOffset > file.Length)
                throw EndsBefore(options.Start.ByteOffset, file.Length);
            file.Position = start.ByteOffset;
            stream = file;
        }
        else
        {
            Skip(contents, start.ByteOffset);
        }
        var lines = new LineReader(stream, start.ByteOffset, limit, options.MaxLineBytes);
        var source = new LineSource(lines, parser, start.ItemNumber, options.MaxLineBytes);
        source.PassOver(options.Start);
        return source;
    }

    /// <summary>A container is read up to the fixed length; packed contents are limited before they are unpacked.</summary>
    private static HeadStream Limit(HeadStream contents, FileFingerprint? fingerprint, bool isGzip)
        => fingerprint is null || isGzip ? contents : new HeadStream(new LimitedStream(contents, fingerprint.SizeBytes));

    private static void Skip(Stream stream, long count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (var left = count; left > 0;)
            {
                var read = stream.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
                if (read == 0)
                    throw EndsBefore(count, count - left);
                left -= read;
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ImportException($"The input is damaged before the place where reading should go on: {exception.Message}", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static ImportException EndsBefore(long startOffset, long lengthBytes)
        => new(FormattableString.Invariant(
            $"The input has {lengthBytes} bytes, and reading should go on at {startOffset}; it is not the input whose import began."));
}
