using Microsoft.Extensions.Logging;

namespace StreamPulse.Api.Problems;

/// <summary>
/// Logs what an outage, or a client with a wrong token, repeats with every request: the first response with a problem at once, then once a
/// minute how many there were.
/// </summary>
internal sealed class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset ToldAt, int Untold)> _problems = [];

    /// <summary>A request was answered with this problem.</summary>
    public void Note(ProblemKind kind, string path, string reason)
    {
        if (Told(kind.Type) is not { } untold)
            return;
        if (kind == ProblemKind.Unauthenticated)
            ApiLog.RequestsUnauthenticated(logger, untold + 1, path, reason);
        else if (untold == 0)
            ApiLog.RequestUnavailable(logger, reason, kind.Type, path);
        else
            ApiLog.RequestsUnavailable(logger, untold + 1, kind.Type, path, reason);
    }

    /// <summary>How many were not logged since the last one that was; null if this one is not logged either.</summary>
    private int? Told(string type)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var isKnown = _problems.TryGetValue(type, out var problem);
            if (isKnown && now - problem.ToldAt < Period)
            {
                _problems[type] = problem with { Untold = problem.Untold + 1 };
                return null;
            }

            _problems[type] = (now, 0);
            return problem.Untold;
        }
    }
}
