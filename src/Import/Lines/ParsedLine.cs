using StreamPulse.Core.Events;

namespace StreamPulse.Import.Lines;

/// <summary>What a line is: an event, a reject with an error, or neither.</summary>
/// <param name="Event">The event, or null.</param>
/// <param name="Error">What was expected and what was found where the line is a reject; null otherwise.</param>
/// <param name="IsDirective">The line describes others, such as <c>#Fields</c> of a W3C log.</param>
/// <param name="IsNoDownload">The line is a request that is not counted as a download (<c>DownloadsOnly</c>).</param>
public readonly record struct ParsedLine(ContentDownloadEvent? Event, string? Error, bool IsDirective, bool IsNoDownload)
{
    /// <summary>A line that describes others.</summary>
    public static ParsedLine Directive => new(null, null, true, false);

    /// <summary>A request that is not counted as a download.</summary>
    public static ParsedLine NoDownload => new(null, null, false, true);

    /// <summary>A line that is an event.</summary>
    public static ParsedLine Of(ContentDownloadEvent e) => new(e, null, false, false);

    /// <summary>A line that is no event.</summary>
    /// <param name="error">What was expected and what was found.</param>
    public static ParsedLine Reject(string error) => new(null, error, false, false);
}
