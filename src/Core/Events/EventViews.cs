using System.Text;

namespace StreamPulse.Core.Events;

/// <summary>Conversions of an <see cref="EventView"/>.</summary>
public static class EventViews
{
    /// <summary>
    /// A copy that outlives the record's bytes. Bytes that are not UTF-8 become U+FFFD; the validator refuses such events.
    /// </summary>
    public static ContentDownloadEvent ToEvent(in EventView view) => new()
    {
        EventId = Text(view.EventId),
        EventTimeMs = view.EventTimeMs,
        UserId = Text(view.UserId),
        Content = new ContentInfo(
            Text(view.ContentId), Text(view.Title), Text(view.ContentType), Text(view.Category), view.SizeMb, view.Price),
        Download = new DownloadInfo(
            Text(view.Status),
            view.DurationSeconds,
            view.SpeedMbps,
            view.HasErrorCode ? Text(view.ErrorCode) : null,
            view.HasErrorMessage ? Text(view.ErrorMessage) : null),
        UserContext = new UserContextInfo(
            Text(view.Region), Text(view.City), Text(view.Device), Text(view.OsVersion), Text(view.ConnectionType)),
    };

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
