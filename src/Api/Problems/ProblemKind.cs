namespace StreamPulse.Api.Problems;

/// <summary>A kind of problem. Clients identify it by its <paramref name="Type"/>, which never changes.</summary>
/// <param name="Type">URI reference of RFC 9457.</param>
/// <param name="Title">A sentence, the same for all problems of the kind.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="RetryAfterSeconds">When a retry may help; null if it does not.</param>
internal sealed record ProblemKind(string Type, string Title, int Status, int? RetryAfterSeconds = null)
{
    private const string Prefix = "urn:streampulse:problem:";

    public static readonly ProblemKind InvalidParameters = new(Prefix + "invalid-parameters", "Invalid parameters.", 422);
    public static readonly ProblemKind MalformedBody = new(Prefix + "malformed-body", "The body cannot be read.", 400);
    public static readonly ProblemKind BadRequest = new(Prefix + "bad-request", "The request is not valid.", 400);
    public static readonly ProblemKind Unauthenticated = new(Prefix + "unauthenticated", "A valid token is required.", 401);
    public static readonly ProblemKind Forbidden = new(Prefix + "forbidden", "The token does not allow this.", 403);
    public static readonly ProblemKind TooManyRequests = new(
        Prefix + "too-many-requests", "This client has exceeded its rate limit.", 429, RetryAfterSeconds: 10);
    public static readonly ProblemKind LogBehind = new(
        Prefix + "log-behind", "Processing is too far behind the log.", 429, RetryAfterSeconds: 5);
    public static readonly ProblemKind NotFound = new(Prefix + "not-found", "Not found.", 404);
    public static readonly ProblemKind MethodNotAllowed = new(Prefix + "method-not-allowed", "Method not allowed.", 405);
    public static readonly ProblemKind TooLarge = new(Prefix + "too-large", "The body is too large.", 413);
    public static readonly ProblemKind UnsupportedMediaType = new(
        Prefix + "unsupported-media-type", "The content type is not supported.", 415);
    public static readonly ProblemKind Internal = new(Prefix + "internal", "Internal error.", 500);
    public static readonly ProblemKind DatabaseUnavailable = new(
        Prefix + "database-unavailable", "The stored results cannot be read at the moment.", 503, RetryAfterSeconds: 2);
    public static readonly ProblemKind LiveStateUnavailable = new(
        Prefix + "live-state-unavailable", "The open windows cannot be read at the moment.", 503, RetryAfterSeconds: 1);
    public static readonly ProblemKind LogUnavailable = new(
        Prefix + "log-unavailable", "The event log cannot be reached at the moment.", 503, RetryAfterSeconds: 2);
    public static readonly ProblemKind TooManySubscribers = new(
        Prefix + "too-many-subscribers", "The maximum number of subscribers is reached.", 503, RetryAfterSeconds: 10);
    public static readonly ProblemKind TooManyConnections = new(
        Prefix + "too-many-connections", "The maximum number of connections is reached.", 503, RetryAfterSeconds: 5);
    public static readonly ProblemKind TooManyConnectionsOfAddress = new(
        Prefix + "too-many-connections", "The maximum number of connections is reached.", 429, RetryAfterSeconds: 5);
    public static readonly ProblemKind IngestBusy = new(
        Prefix + "ingest-busy", "Too many bytes of events are being taken in.", 429, RetryAfterSeconds: 1);
    public static readonly ProblemKind HostNotAllowed = new(
        Prefix + "host-not-allowed", "This service is not served under that name.", 421);
    public static readonly ProblemKind OriginNotAllowed = new(
        Prefix + "origin-not-allowed", "Pages of that origin may not do this.", 403);
    public static readonly ProblemKind LogFull = new(Prefix + "log-full", "The event log is full.", 507);

    public static readonly ProblemKind AuthorityUnavailable = new(
        Prefix + "authority-unavailable", "Tokens cannot be verified at the moment.", 503, RetryAfterSeconds: 5);
    public static readonly ProblemKind IngestInProgress = new(
        Prefix + "ingest-in-progress", "The same events are being appended by another request.", 503, RetryAfterSeconds: 1);
    public static readonly ProblemKind TimedOut = new(Prefix + "timeout", "The request took too long.", 504);

    /// <summary>The kind for a response that has only a status.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        429 => TooManyRequests,
        505 => BadRequest with { Status = status },
        >= 500 => Internal with { Status = status },
        _ => BadRequest with { Status = status },
    };
}
