namespace StreamPulse.Grains.Interfaces;

/// <summary>
/// Which of the row grains of a kind owns a window. Consecutive windows belong to different shares, so that rows are made on all silos. The
/// number is small, because each grain keeps the partials of its last windows.
/// </summary>
public static class WindowShares
{
    /// <summary>
    /// Shares of a kind. All silos must use the same number, so it is fixed; it bounds how many silos can write rows of one kind.
    /// </summary>
    public const int Count = 8;

    /// <summary>The share that a window belongs to, 0 to <see cref="Count"/> - 1.</summary>
    /// <param name="windowSizeMs">Length of a window in milliseconds.</param>
    public static int Of(long windowStartMs, long windowSizeMs)
    {
        var index = (long)Math.Floor(windowStartMs / (decimal)windowSizeMs);
        return (int)(((index % Count) + Count) % Count);
    }
}
