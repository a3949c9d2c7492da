using System.Globalization;
using StreamPulse.Core.Events;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Outcome of a request, by its status; one object for each status, made when it first occurs.</summary>
internal sealed class DownloadOutcomes
{
    private readonly DownloadInfo?[] _byStatus = new DownloadInfo?[1_000];

    /// <param name="status">0 to 999.</param>
    /// <param name="durationSeconds">0 where the log does not say.</param>
    public DownloadInfo Of(int status, int durationSeconds)
    {
        var outcome = _byStatus[status] ??= Make(status);
        return durationSeconds == 0 ? outcome : outcome with { DurationSeconds = durationSeconds };
    }

    /// <summary>1xx to 3xx succeed; everything else fails.</summary>
    private static DownloadInfo Make(int status) => status is >= 100 and < 400
        ? new DownloadInfo("success", 0, 0, null, null)
        : new DownloadInfo("failed", 0, 0, string.Create(CultureInfo.InvariantCulture, $"http_{status:D3}"), ReasonPhrases.Of(status));
}
