using StreamPulse.Import.Lines;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Makes an event of a line in common or combined log format.</summary>
public sealed class AccessLogParser(AccessLogEvents events) : IEventLineParser
{
    public string RejectReason => ImportRejectReasons.NotALogLine;

    public bool NeedsLinesBefore => events.NeedsLinesBefore;

    public ParsedLine Parse(ReadOnlySpan<byte> line, long lineOffset)
        => AccessLogSyntax.TryParse(line, out var fields, out var error)
            ? events.Make(fields, line, lineOffset)
            : ParsedLine.Reject(error);
}
