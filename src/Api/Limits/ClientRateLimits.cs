using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Limits;

/// <summary>
/// A token bucket for each client. Clients are hashed, with a random seed per process, into a fixed number of buckets. This bounds memory,
/// and nobody can choose whom to share a bucket with.
/// </summary>
internal static class ClientRateLimits
{
    private const int Buckets = 65_536;
    private const int Unlimited = -1;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public static void Configure(RateLimiterOptions limiter, RateLimitOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(context => PartitionOf(context, options));
        limiter.OnRejected = RejectAsync;
    }

    /// <summary>The bucket number of a client, below twice <see cref="Buckets"/>.</summary>
    internal static int BucketOf(string client, bool isIngest)
        => (int)((uint)string.GetHashCode(client, StringComparison.Ordinal) % Buckets) + (isIngest ? Buckets : 0);

    private static RateLimitPartition<int> PartitionOf(HttpContext context, RateLimitOptions options)
    {
        if (!options.LimitThisMachine && Caller.IsAnonymousHere(context))
            return RateLimitPartition.GetNoLimiter(Unlimited);
        var isIngest = context.GetEndpoint()?.Metadata.GetMetadata<ScopeMetadata>()?.Scope == ApiScopes.Ingest;
        return RateLimitPartition.GetTokenBucketLimiter(BucketOf(Caller.ClientOf(context), isIngest), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = isIngest ? options.IngestBurst : options.ReadBurst,
            TokensPerPeriod = isIngest ? options.IngestPerSecond : options.ReadPerSecond,
            ReplenishmentPeriod = Period,
            QueueLimit = 0,
        });
    }

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Period;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        await Problem.WriteAsync(
            rejected.HttpContext, ProblemKind.TooManyRequests with { RetryAfterSeconds = seconds },
            string.Create(CultureInfo.InvariantCulture, $"Rate limit exceeded; retry in {seconds} s. The request was not executed."))
                .ConfigureAwait(false);
    }
}
