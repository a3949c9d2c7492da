using StreamPulse.Core.Results;

namespace StreamPulse.Core.Windows;

/// <summary>
/// Windows of one size that begin every slide, made from panes: tumbling windows of the slide's length. An event is aggregated once, in its
/// pane; a hopping window is the merge of its panes (Li, Maier, Tufte, Papadimos, Tucker: "No pane, no gain", SIGMOD Record 2005).
/// </summary>
public readonly record struct HoppingWindows
{
    /// <param name="sizeMs">Length of a window in milliseconds; a multiple of <paramref name="slideMs"/>.</param>
    /// <param name="slideMs">Distance between the starts of two windows in milliseconds: the panes' length.</param>
    /// <exception cref="ArgumentException">The size is not a positive multiple of the slide.</exception>
    public HoppingWindows(long sizeMs, long slideMs)
    {
        if (slideMs <= 0 || sizeMs < slideMs || sizeMs % slideMs != 0)
        {
            throw new ArgumentException(
                $"A hopping window's size ({sizeMs} ms) must be a positive multiple of its slide ({slideMs} ms).", nameof(sizeMs));
        }

        SizeMs = sizeMs;
        Panes = new TumblingWindows(slideMs);
    }

    /// <summary>Length of a window in milliseconds.</summary>
    public long SizeMs { get; }

    /// <summary>The panes that windows are made from.</summary>
    public TumblingWindows Panes { get; }

    /// <summary>The latest window whose panes have all ended by <paramref name="watermarkMs"/>.</summary>
    public WindowRange LatestComplete(long watermarkMs)
    {
        var end = Panes.StartOf(watermarkMs);
        return new WindowRange(end - SizeMs, end);
    }

    /// <summary>Whether the pane that begins at <paramref name="paneStartMs"/> is part of <paramref name="window"/>.</summary>
    public static bool Holds(WindowRange window, long paneStartMs) => paneStartMs >= window.StartMs && paneStartMs < window.EndMs;
}
