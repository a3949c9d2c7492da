using StreamPulse.Import.Lines;

namespace StreamPulse.Import.Sources;

/// <summary>Items from lines: access logs of every kind, and NDJSON.</summary>
internal sealed class LineSource(LineReader lines, IEventLineParser parser, long linesBefore, int maxLineBytes) : IItemSource
{
    private long _lineNumber = linesBefore;

    public ImportPosition Position => new(lines.Offset, _lineNumber);

    public long BlankLines { get; private set; }

    public long NotDownloads { get; private set; }

    public bool IsDamaged { get; private set; }

    public bool LastLineUnterminated => lines.LastLineUnterminated;

    /// <summary>Reads up to an offset, for what later lines depend on, without giving or counting items.</summary>
    /// <exception cref="ImportException">The contents end before it.</exception>
    public void PassOver(ImportPosition start)
    {
        while (lines.Offset < start.ByteOffset)
        {
            if (!TryRead(out _))
                throw ImportSources.EndsBefore(start.ByteOffset, lines.Offset);
        }
        (_lineNumber, BlankLines, NotDownloads) = (start.ItemNumber, 0, 0);
    }

    public bool TryRead(out ImportItem item)
    {
        item = default;
        try
        {
            while (!IsDamaged && lines.TryRead(out var line))
            {
                _lineNumber++;
                if (line.IsTooLong)
                {
                    item = Reject(ImportRejectReasons.LineTooLong,
                        $"expected at most {maxLineBytes} bytes, found {line.EndOffset - line.StartOffset} with the newline", line);
                    return true;
                }
                // Files that were joined have a byte order mark in the middle.
                var text = line.Bytes.StartsWith(FormatDetector.Utf8Mark) ? line.Bytes[FormatDetector.Utf8Mark.Length..] : line.Bytes;
                if (text.TrimStart(" \t\r"u8).IsEmpty)
                {
                    BlankLines++;
                    continue;
                }
                var parsed = parser.Parse(text, line.StartOffset);
                if (parsed.IsDirective || parsed.IsNoDownload)
                {
                    BlankLines += parsed.IsDirective ? 1 : 0;
                    NotDownloads += parsed.IsNoDownload ? 1 : 0;
                    continue;
                }
                item = parsed.Event is { } e
                    ? new ImportItem(e, null, _lineNumber, Position)
                    : Reject(parser.RejectReason, parsed.Error!, line);
                return true;
            }
        }
        catch (InvalidDataException exception)
        {
            // Everything unpacked so far has been read; what is pending of the next line goes into one last reject.
            IsDamaged = true;
            _lineNumber++;
            var pending = lines.Pending;
            var reject = new ImportReject(
                ImportRejectReasons.DamagedGzip, $"expected gzip data to its end, found damage: {exception.Message}",
                pending[..Math.Min(pending.Length, ImportReject.MaxRawBytes)].ToArray(), pending.Length);
            item = new ImportItem(null, reject, _lineNumber, new ImportPosition(lines.Offset, _lineNumber - 1));
            return true;
        }
        return false;
    }

    private ImportItem Reject(string reason, string detail, in RawLine line)
    {
        var zeros = line.Zeros + line.Bytes.Length <= ImportReject.MaxRawBytes ? (int)line.Zeros : 0;
        byte[] raw = [.. new byte[zeros], .. line.Bytes[..Math.Min(line.Bytes.Length, ImportReject.MaxRawBytes)]];
        var reject = new ImportReject(reason, detail, raw, line.EndOffset - line.StartOffset + line.Zeros);
        return new ImportItem(null, reject, _lineNumber, Position);
    }
}
