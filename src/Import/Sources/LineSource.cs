using StreamPulse.Import.Lines;

namespace StreamPulse.Import.Sources;

/// <summary>Items from lines: access logs and NDJSON.</summary>
internal sealed class LineSource(LineReader lines, IEventLineParser parser, long linesBefore, int maxLineBytes) : IItemSource
{
    private long _lineNumber = linesBefore;

    public ImportPosition Position => new(lines.Offset, _lineNumber);

    public long BlankLines { get; private set; }

    public bool IsDamaged { get; private set; }

    public bool LastLineUnterminated => lines.LastLineUnterminated;

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
                var text = line.StartOffset == 0 && line.Bytes.StartsWith(FormatDetector.Utf8Mark)
                    ? line.Bytes[FormatDetector.Utf8Mark.Length..] : line.Bytes;
                if (text.TrimStart(" \t\r"u8).IsEmpty)
                {
                    BlankLines++;
                    continue;
                }
                item = parser.TryParse(text, line.StartOffset, out var e, out var error)
                    ? new ImportItem(e, null, _lineNumber, Position)
                    : Reject(parser.RejectReason, error, line);
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
        var raw = line.Bytes[..Math.Min(line.Bytes.Length, ImportReject.MaxRawBytes)].ToArray();
        return new ImportItem(null, new ImportReject(reason, detail, raw, line.EndOffset - line.StartOffset), _lineNumber, Position);
    }
}
