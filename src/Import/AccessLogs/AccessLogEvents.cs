using StreamPulse.Core.Events;
using StreamPulse.Import.Clients;
using StreamPulse.Import.Lines;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Makes events of the requests that any access log holds; docs/IMPORT.md describes each field. Caches paths, clients and user agents,
/// within bounds. Not thread-safe.
/// </summary>
public sealed class AccessLogEvents(AccessLogOptions options, EventIdMaker eventIds)
{
    private const string UnknownConnection = "unknown";

    private readonly ClientDirectory _clients = new(options.Salt, options.Regions);
    private readonly UserAgentDirectory _userAgents = new();
    private readonly RequestedContents _contents = new();
    private readonly DownloadOutcomes _outcomes = new();
    private readonly DownloadFilter? _downloads = options.DownloadsOnly ? new DownloadFilter() : null;

    /// <summary>Whether a request counts depends on those before it.</summary>
    public bool NeedsLinesBefore => options.DownloadsOnly;

    /// <summary>An event, or a request that is no download.</summary>
    /// <param name="request">The fields of the line.</param>
    /// <param name="line">The line itself, for its id.</param>
    /// <param name="lineOffset">Where the line starts, in bytes of the unpacked contents.</param>
    internal ParsedLine Make(in AccessLogLine request, ReadOnlySpan<byte> line, long lineOffset)
    {
        var client = _clients.Find(request.Client);
        var content = _contents.Of(request.Path, request.SentBytes);
        if (_downloads is not null && !_downloads.Counts(request, client.UserId, content.ContentId))
            return ParsedLine.NoDownload;
        var userAgent = _userAgents.Find(request.UserAgent);
        return ParsedLine.Of(new ContentDownloadEvent
        {
            EventId = eventIds.Make(line, lineOffset),
            EventTimeMs = request.EventTimeMs,
            UserId = client.UserId,
            Content = content,
            Download = _outcomes.Of(request.Status, (int)Math.Min(int.MaxValue, Math.Round(request.RequestSeconds))),
            UserContext = new UserContextInfo(client.Region, client.City, userAgent.Device, userAgent.OsVersion, UnknownConnection),
        });
    }
}
