using Microsoft.Extensions.Logging;

namespace StreamPulse.Api;

/// <summary>What the HTTP edge logs; event ids 5000 to 5099.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(5000, LogLevel.Error, "{Method} {Path} failed; this is a defect of StreamPulse, not of the request.")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(5001, LogLevel.Warning, "{Path} was answered with {ProblemType}: {Reason} Callers are told to try again; look at the named dependency if this goes on.")]
    public static partial void RequestUnavailable(ILogger logger, string reason, string problemType, string path);

    [LoggerMessage(5002, LogLevel.Warning, "{Count} events were appended, but their ids could not be kept: if they are sent again, they count twice. {Reason}")]
    public static partial void IdsNotKept(ILogger logger, int count, string reason);

    [LoggerMessage(5003, LogLevel.Warning, "Ids of accepted events that are old enough could not be deleted; it is tried again in a minute. Disk use grows until then. {Reason}")]
    public static partial void IdsNotForgotten(ILogger logger, string reason);

    [LoggerMessage(5010, LogLevel.Warning, "The pushed figures cannot be computed: {Reason} Subscribers have been told; they get figures again when it works.")]
    public static partial void PushUnavailable(ILogger logger, string reason);

    [LoggerMessage(5011, LogLevel.Error, "Computing the pushed figures failed; this is a defect. It is tried again at the next interval.")]
    public static partial void PushFailed(ILogger logger, Exception exception);
}
