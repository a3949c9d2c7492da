namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Tells downloads from other requests: only GET counts, answers that move the client elsewhere (1xx, 3xx) do not, and several parts (206)
/// of one content for one client count once.
/// </summary>
internal sealed class DownloadFilter
{
    /// <summary>A part that is further than this from the last one of the same client and content begins another download.</summary>
    private const long PauseMs = 30 * 60 * 1_000;

    /// <summary>Most downloads in parts that are remembered; a full memory is cleared, and then a download may count again.</summary>
    private const int Capacity = 64 * 1024;

    private readonly Dictionary<(string UserId, string ContentId), long> _lastParts = [];

    public bool Counts(in AccessLogLine request, string userId, string contentId)
    {
        // A log that does not keep methods holds GET for the most part.
        var isGet = request.Method.IsEmpty ? !request.Path.IsEmpty : request.Method.SequenceEqual("GET"u8);
        if (!isGet || request.Status is (> 0 and < 200) or (>= 300 and < 400))
            return false;
        if (request.Status != 206)
            return true;
        var key = (userId, contentId);
        var isKnown = _lastParts.TryGetValue(key, out var lastMs);
        if (!isKnown && _lastParts.Count >= Capacity)
            _lastParts.Clear();
        _lastParts[key] = isKnown ? Math.Max(lastMs, request.EventTimeMs) : request.EventTimeMs;
        return !isKnown || Math.Abs(request.EventTimeMs - lastMs) > PauseMs;
    }
}
