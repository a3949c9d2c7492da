using StreamPulse.Core.Results;

namespace StreamPulse.Core.Windows;

/// <summary>
/// Windows of one size that follow each other without gap or overlap, aligned to the Unix epoch. Half-open: [start, end).
/// </summary>
/// <param name="SizeMs">Length in milliseconds, above 0.</param>
public readonly record struct TumblingWindows(long SizeMs)
{
    /// <summary>Start of the window that holds <paramref name="eventTimeMs"/>; right for times before 1970 too.</summary>
    public long StartOf(long eventTimeMs)
    {
        var remainder = eventTimeMs % SizeMs;
        return eventTimeMs - (remainder < 0 ? remainder + SizeMs : remainder);
    }

    /// <summary>The window that begins at <paramref name="startMs"/>.</summary>
    public WindowRange At(long startMs) => new(startMs, startMs + SizeMs);
}
