using StreamPulse.Core.Events;
using StreamPulse.Import.AccessLogs;

namespace StreamPulse.Import.Lines;

/// <summary>One JSON object a line: an event (<see cref="EventJson"/>), or a request as Caddy, Traefik or nginx log it.</summary>
/// <param name="requests">Makes events of requests.</param>
public sealed class NdjsonParser(AccessLogEvents requests) : IEventLineParser
{
    private readonly JsonAccessLog _accessLog = new(requests);

    public string RejectReason => ImportRejectReasons.InvalidJson;

    public bool NeedsLinesBefore => requests.NeedsLinesBefore;

    public ParsedLine Parse(ReadOnlySpan<byte> line, long lineOffset)
        => EventJson.TryParse(line, out var e, out var error)
            ? ParsedLine.Of(e)
            : _accessLog.TryParse(line, lineOffset, out var parsed) ? parsed : ParsedLine.Reject(error);
}
