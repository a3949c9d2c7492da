using StreamPulse.Import.AccessLogs;

namespace StreamPulse.Import;

/// <summary>How a file is read.</summary>
public sealed record ImportOptions
{
    /// <summary>What the file holds; null finds out from its first bytes.</summary>
    public ImportFormat? Format { get; init; }

    /// <summary>Where to go on; what lies before is passed over. Packed contents and streams that cannot seek are read up to there.</summary>
    public ImportPosition Start { get; init; }

    /// <summary>
    /// How many bytes of the file count; null takes its length when it is opened. Give the length of an earlier, broken-off import
    /// (<see cref="FileFingerprint.SizeBytes"/>) so that ids and end stay those of then although the file has grown since.
    /// </summary>
    public long? FixedLengthBytes { get; init; }

    /// <summary>Longest line; a longer one is rejected, and reading goes on behind it.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>How access log lines become events.</summary>
    public AccessLogOptions AccessLog { get; init; } = new();
}
