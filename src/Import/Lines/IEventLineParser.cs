using System.Diagnostics.CodeAnalysis;
using StreamPulse.Core.Events;

namespace StreamPulse.Import.Lines;

/// <summary>Makes an event of one line.</summary>
public interface IEventLineParser
{
    /// <summary>The reason of <see cref="ImportRejectReasons"/> for lines that are not events.</summary>
    string RejectReason { get; }

    /// <param name="line">One line without its newline.</param>
    /// <param name="lineOffset">Where the line starts, in bytes of the unpacked contents.</param>
    /// <param name="error">What was expected and what was found.</param>
    /// <returns>False, with an error, for anything that is not an event; never throws.</returns>
    bool TryParse(
        ReadOnlySpan<byte> line, long lineOffset, [NotNullWhen(true)] out ContentDownloadEvent? e, [NotNullWhen(false)] out string? error);
}
