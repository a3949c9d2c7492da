using StreamPulse.Import.AccessLogs;

namespace StreamPulse.Import;

/// <summary>How a file is read.</summary>
public sealed record ImportOptions
{
    /// <summary>Format of the file; null detects it from the first bytes.</summary>
    public ImportFormat? Format { get; init; }

    /// <summary>
    /// Where to resume; everything before it is skipped. Packed contents and streams that cannot seek are read up to there.
    /// </summary>
    public ImportPosition Start { get; init; }

    /// <summary>
    /// How many bytes of the file count; null takes its length when it is opened. Give the length of an earlier, interrupted import
    /// (<see cref="FileFingerprint.SizeBytes"/>) so that ids and end stay the same although the file has grown since.
    /// </summary>
    public long? FixedLengthBytes { get; init; }

    /// <summary>Longest line; a longer one is rejected, and reading goes on behind it.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>How access log lines are made into events.</summary>
    public AccessLogOptions AccessLog { get; init; } = new();
}
