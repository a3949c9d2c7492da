namespace StreamPulse.Import.Sources;

/// <summary>Cuts contents into items.</summary>
internal interface IItemSource
{
    /// <summary>Position after the last item and the blank lines that follow it.</summary>
    ImportPosition Position { get; }

    /// <summary>Blank lines, and lines that describe others, that were skipped.</summary>
    long BlankLines { get; }

    /// <summary>Requests that are no downloads and were skipped.</summary>
    long NotDownloads { get; }

    /// <summary>The last line had no newline.</summary>
    bool LastLineUnterminated { get; }

    /// <summary>The contents were damaged, and a part of them was not read; a reject says which.</summary>
    bool IsDamaged { get; }

    /// <summary>The next item; false at the end.</summary>
    /// <exception cref="IOException">The contents cannot be read.</exception>
    bool TryRead(out ImportItem item);
}
