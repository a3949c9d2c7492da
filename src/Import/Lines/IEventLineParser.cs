namespace StreamPulse.Import.Lines;

/// <summary>Makes an event of one line.</summary>
public interface IEventLineParser
{
    /// <summary>The reason of <see cref="ImportRejectReasons"/> for lines that are not events.</summary>
    string RejectReason { get; }

    /// <summary>What a line becomes depends on lines before it, so that reading must begin at the first one.</summary>
    bool NeedsLinesBefore { get; }

    /// <summary>Never throws, whatever the line holds.</summary>
    /// <param name="line">One line without its newline.</param>
    /// <param name="lineOffset">Where the line starts, in bytes of the unpacked contents.</param>
    ParsedLine Parse(ReadOnlySpan<byte> line, long lineOffset);
}
