namespace StreamPulse.Import;

/// <summary>
/// What has been read so far. At the end <c>Events + Rejects + BlankLines + NotDownloads</c> is the number of lines or records read, where
/// nothing is damaged; damage is one reject, however many lines or records are lost to it.
/// </summary>
/// <param name="Position">The position up to which everything was read.</param>
/// <param name="BlankLines">
/// Lines with nothing but spaces or zero bytes, and the directives of a W3C log; they are neither events nor rejects.
/// </param>
/// <param name="IsDamaged">The contents were damaged (a container's block, gzip), and a part was not read; a reject says which.</param>
/// <param name="Growth">Null until a file has been read to its end, and always for streams.</param>
public sealed record ImportSummary(long Events, long Rejects, long BlankLines, ImportPosition Position, bool IsDamaged, FileGrowth? Growth)
{
    /// <summary>Requests that are no downloads, where only downloads were asked for (<c>DownloadsOnly</c>).</summary>
    public long NotDownloads { get; init; }
}
