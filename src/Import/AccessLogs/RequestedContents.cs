using StreamPulse.Core.Events;
using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>The requested content, by the request's path.</summary>
internal sealed class RequestedContents
{
    /// <summary>content_id for invalid request lines: one for all of them, as their text has no meaning.</summary>
    public const string MalformedRequest = "(malformed request)";

    private static readonly ContentInfo Malformed = new(MalformedRequest, MalformedRequest, "unknown", "unknown", 0, 0);

    private readonly Utf8Cache<ContentInfo> _byPath = new(16 * 1024);

    /// <param name="path">Path of the request's target; empty for a request that is not valid.</param>
    public ContentInfo Of(ReadOnlySpan<byte> path, long sentBytes)
    {
        var content = path.IsEmpty ? Malformed : _byPath.TryGet(path, out var known)
            ? known
            : _byPath.Add(path, Make(LogText.Decode(path)));
        var sizeMb = Mebibytes(sentBytes);
        return content.SizeMb == sizeMb ? content : content with { SizeMb = sizeMb };
    }

    /// <summary>Rounded to the nearest whole number, halves up, so that sums have no systematic error; at most int.MaxValue.</summary>
    private static int Mebibytes(long bytes) => (int)Math.Min(int.MaxValue, (bytes >> 20) + ((bytes >> 19) & 1));

    private static ContentInfo Make(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var endsInFolder = path.EndsWith('/');
        var title = segments.Length == 0 ? path : segments[^1];
        var category = segments.Length > 1 || (segments.Length == 1 && endsInFolder) ? segments[0] : "/";
        return new ContentInfo(path, title, endsInFolder ? "page" : ContentTypes.Of(title), category, 0, 0);
    }
}
