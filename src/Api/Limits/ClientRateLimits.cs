using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Limits;

/// <summary>
/// Middleware: a token bucket for each client. Clients are hashed, with a random seed per process, into a fixed number of buckets. This
/// bounds memory, and nobody can choose whom to share a bucket with.
/// </summary>
/// <remarks>
/// ASP.NET Core's own rate limiter would run two timers of 100 ms from the start. Here the limiter, and its timer, begin with the first
/// call that is limited.
/// </remarks>
internal sealed class ClientRateLimits(RequestDelegate next, RateLimitOptions options)
{
    private const int Buckets = 65_536;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lazy<PartitionedRateLimiter<HttpContext>> _limiter
        = new(() => PartitionedRateLimiter.Create<HttpContext, int>(context => PartitionOf(context, options)));

    public async Task InvokeAsync(HttpContext context)
    {
        if (IsLimited(context))
        {
            using var lease = _limiter.Value.AttemptAcquire(context);
            if (!lease.IsAcquired)
            {
                await RejectAsync(context, lease).ConfigureAwait(false);
                return;
            }
        }

        await next(context).ConfigureAwait(false);
    }

    /// <summary>The bucket number of a client, below twice <see cref="Buckets"/>.</summary>
    internal static int BucketOf(string client, bool isIngest)
        => (int)((uint)string.GetHashCode(client, StringComparison.Ordinal) % Buckets) + (isIngest ? Buckets : 0);

    private bool IsLimited(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null
            && (options.LimitThisMachine || !Caller.IsAnonymousHere(context));

    private static RateLimitPartition<int> PartitionOf(HttpContext context, RateLimitOptions options)
    {
        var isIngest = context.GetEndpoint()?.Metadata.GetMetadata<ScopeMetadata>()?.Scope == ApiScopes.Ingest;
        return RateLimitPartition.GetTokenBucketLimiter(BucketOf(Caller.ClientOf(context), isIngest), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = isIngest ? options.IngestBurst : options.ReadBurst,
            TokensPerPeriod = isIngest ? options.IngestPerSecond : options.ReadPerSecond,
            ReplenishmentPeriod = Period,
            QueueLimit = 0,
        });
    }

    private static Task RejectAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Period;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return Problem.WriteAsync(
            context, ProblemKind.TooManyRequests with { RetryAfterSeconds = seconds },
            string.Create(CultureInfo.InvariantCulture, $"Rate limit exceeded; retry in {seconds} s. The request was not executed."));
    }
}
