using System.Diagnostics.CodeAnalysis;
using StreamPulse.Core.Events;
using StreamPulse.Import.Clients;
using StreamPulse.Import.Lines;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Makes an event of an access log line; docs/IMPORT.md describes each field. Caches paths, clients and user agents, within bounds. Not
/// thread-safe.
/// </summary>
public sealed class AccessLogParser(AccessLogOptions options, EventIdMaker eventIds) : IEventLineParser
{
    private const string UnknownConnection = "unknown";

    private readonly ClientDirectory _clients = new(options.Salt, options.Regions);
    private readonly UserAgentDirectory _userAgents = new();
    private readonly RequestedContents _contents = new();
    private readonly DownloadOutcomes _outcomes = new();

    public string RejectReason => ImportRejectReasons.NotALogLine;

    public bool TryParse(
        ReadOnlySpan<byte> line, long lineOffset, [NotNullWhen(true)] out ContentDownloadEvent? e, [NotNullWhen(false)] out string? error)
    {
        e = null;
        if (!AccessLogSyntax.TryParse(line, out var fields, out error))
            return false;
        var client = _clients.Find(fields.Client);
        var userAgent = _userAgents.Find(fields.UserAgent);
        e = new ContentDownloadEvent
        {
            EventId = eventIds.Make(line, lineOffset),
            EventTimeMs = fields.EventTimeMs,
            UserId = client.UserId,
            Content = _contents.Of(fields.Request, fields.SentBytes),
            Download = _outcomes.Of(fields.Status, (int)Math.Min(int.MaxValue, Math.Round(fields.RequestSeconds))),
            UserContext = new UserContextInfo(client.Region, client.City, userAgent.Device, userAgent.OsVersion, UnknownConnection),
        };
        return true;
    }
}
