namespace StreamPulse.Grains.Interfaces;

/// <summary>
/// Which of the row grains of a kind owns a window. Windows are dealt out in blocks, so that small ones that close together are written in
/// few transactions, and so that rows are made on all silos.
/// </summary>
public static class WindowShares
{
    /// <summary>
    /// Shares of a kind. All silos must use the same number, so it is fixed; it bounds how many silos can write rows of one kind.
    /// </summary>
    public const int Count = 64;

    /// <summary>Windows in a row that belong to one share.</summary>
    private const int Block = 4;

    /// <summary>The share that a window belongs to, 0 to <see cref="Count"/> - 1.</summary>
    /// <param name="windowSizeMs">Length of a window in milliseconds.</param>
    public static int Of(long windowStartMs, long windowSizeMs)
    {
        var block = (long)Math.Floor(windowStartMs / (decimal)(windowSizeMs * Block));
        return (int)(((block % Count) + Count) % Count);
    }
}
