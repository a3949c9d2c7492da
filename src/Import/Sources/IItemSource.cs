namespace StreamPulse.Import.Sources;

/// <summary>Cuts contents into items.</summary>
internal interface IItemSource
{
    /// <summary>Behind the last item, and blank lines after it.</summary>
    ImportPosition Position { get; }

    /// <summary>Lines passed over because they are blank.</summary>
    long BlankLines { get; }

    /// <summary>The last line had no newline.</summary>
    bool LastLineUnterminated { get; }

    /// <summary>The contents were damaged, and what lies behind that place was not read.</summary>
    bool IsDamaged { get; }

    /// <summary>The next item; false at the end.</summary>
    /// <exception cref="IOException">The contents cannot be read.</exception>
    bool TryRead(out ImportItem item);
}
