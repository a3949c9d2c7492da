namespace StreamPulse.Api.Problems;

/// <summary>A kind of problem that clients can tell from others by its <paramref name="Type"/>, which never changes.</summary>
/// <param name="Type">URI reference of RFC 9457.</param>
/// <param name="Title">The same in words, equal for all problems of the kind.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="RetryAfterSeconds">When trying again may help; null where it does not.</param>
internal sealed record ProblemKind(string Type, string Title, int Status, int? RetryAfterSeconds = null)
{
    private const string Prefix = "urn:streampulse:problem:";

    public static readonly ProblemKind InvalidParameters = new(Prefix + "invalid-parameters", "Parameters are not allowed.", 422);
    public static readonly ProblemKind MalformedBody = new(Prefix + "malformed-body", "The body cannot be read.", 400);
    public static readonly ProblemKind BadRequest = new(Prefix + "bad-request", "The request is not valid.", 400);
    public static readonly ProblemKind Unauthenticated = new(Prefix + "unauthenticated", "A valid token is needed.", 401);
    public static readonly ProblemKind Forbidden = new(Prefix + "forbidden", "The token does not allow this.", 403);
    public static readonly ProblemKind TooManyRequests = new(Prefix + "too-many-requests", "This client asks more often than allowed.", 429, RetryAfterSeconds: 10);
    public static readonly ProblemKind LogBehind = new(Prefix + "log-behind", "The log is further ahead of its processing than allowed.", 429, RetryAfterSeconds: 5);
    public static readonly ProblemKind NotFound = new(Prefix + "not-found", "There is nothing at this address.", 404);
    public static readonly ProblemKind MethodNotAllowed = new(Prefix + "method-not-allowed", "This address does not take this method.", 405);
    public static readonly ProblemKind TooLarge = new(Prefix + "too-large", "The body is larger than allowed.", 413);
    public static readonly ProblemKind UnsupportedMediaType = new(Prefix + "unsupported-media-type", "The body's type is not one that is taken here.", 415);
    public static readonly ProblemKind Internal = new(Prefix + "internal", "Something is wrong here.", 500);
    public static readonly ProblemKind DatabaseUnavailable = new(Prefix + "database-unavailable", "The stored results cannot be read just now.", 503, RetryAfterSeconds: 2);
    public static readonly ProblemKind LiveStateUnavailable = new(Prefix + "live-state-unavailable", "The open windows cannot be read just now.", 503, RetryAfterSeconds: 1);
    public static readonly ProblemKind LogUnavailable = new(Prefix + "log-unavailable", "The event log cannot be reached just now.", 503, RetryAfterSeconds: 2);
    public static readonly ProblemKind TooManySubscribers = new(Prefix + "too-many-subscribers", "As many clients are subscribed as are allowed.", 503, RetryAfterSeconds: 10);
    public static readonly ProblemKind LogFull = new(Prefix + "log-full", "The event log has no room.", 507);

    public static readonly ProblemKind AuthorityUnavailable = new(Prefix + "authority-unavailable", "Tokens cannot be checked just now.", 503, RetryAfterSeconds: 5);
    public static readonly ProblemKind IngestInProgress = new(Prefix + "ingest-in-progress", "The same events are being appended just now.", 503, RetryAfterSeconds: 1);
    public static readonly ProblemKind TimedOut = new(Prefix + "timeout", "There was no answer in time.", 504);

    /// <summary>The kind for an answer that has a status and nothing else.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        429 => TooManyRequests,
        >= 500 => Internal with { Status = status },
        _ => BadRequest with { Status = status },
    };
}
