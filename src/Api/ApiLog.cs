using Microsoft.Extensions.Logging;

namespace StreamPulse.Api;

/// <summary>Log messages of the HTTP API; event ids 5000 to 5099.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(5000, LogLevel.Error, "{Method} {Path} failed because of a defect in StreamPulse.")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(
        5001, LogLevel.Warning,
        "{Path} was answered with {ProblemType}: {Reason} Callers are told to retry; if this continues, check the named dependency.")]
    public static partial void RequestUnavailable(ILogger logger, string reason, string problemType, string path);

    [LoggerMessage(
        5002, LogLevel.Warning,
        "{Count} events were appended, but their ids could not be stored: if they are sent again, they count twice. {Reason}")]
    public static partial void IdsNotStored(ILogger logger, int count, string reason);

    [LoggerMessage(
        5003, LogLevel.Warning,
        "Ids of accepted events that have expired could not be deleted; retrying in a minute. Disk use grows until then. {Reason}")]
    public static partial void IdsNotDeleted(ILogger logger, string reason);

    [LoggerMessage(
        5004, LogLevel.Warning,
        "{Count} more requests were answered with {ProblemType}, the last one {Path}: {Reason} Callers are told to retry; check the named "
        + "dependency.")]
    public static partial void RequestsUnavailable(ILogger logger, int count, string problemType, string path, string reason);

    [LoggerMessage(
        5005, LogLevel.Warning,
        "{Count} requests without a valid token were answered with 401, the last one {Path}: {Reason}. If a client of yours sends them, "
        + "give it a new token.")]
    public static partial void RequestsUnauthenticated(ILogger logger, int count, string path, string reason);

    [LoggerMessage(
        5006, LogLevel.Warning,
        "{Count} connections were refused: at most {Total} are open at once, {PerAddress} of one address. If these are clients that you "
        + "want, raise Api:MaxConnections, Api:MaxConnectionsPerAddress or the limit of open files.")]
    public static partial void ConnectionsRefused(ILogger logger, long count, int total, int perAddress);

    [LoggerMessage(
        5007, LogLevel.Information,
        "At most {Total} connections are accepted at once, {PerAddress} of one address, because of {OpenFiles} open files and "
        + "{MemoryMebibytes} MiB of memory that this process may have; Api:MaxConnections is {Wanted}.")]
    public static partial void FewerConnections(
        ILogger logger, int total, int perAddress, long openFiles, long memoryMebibytes, int wanted);

    [LoggerMessage(
        5010, LogLevel.Warning,
        "The live figures cannot be computed: {Reason} Subscribers are notified and get figures again when it works.")]
    public static partial void PushUnavailable(ILogger logger, string reason);

    [LoggerMessage(
        5011, LogLevel.Error, "Computing the live figures failed because of a defect in StreamPulse; retrying at the next interval.")]
    public static partial void PushFailed(ILogger logger, Exception exception);
}
