using System.Diagnostics.CodeAnalysis;
using StreamPulse.Core.Events;

namespace StreamPulse.Import.Lines;

/// <summary>One event as JSON a line (<see cref="EventJson"/>).</summary>
public sealed class NdjsonParser : IEventLineParser
{
    public string RejectReason => ImportRejectReasons.InvalidJson;

    public bool TryParse(
        ReadOnlySpan<byte> line, long lineOffset, [NotNullWhen(true)] out ContentDownloadEvent? e, [NotNullWhen(false)] out string? error)
        => EventJson.TryParse(line, out e, out error);
}
