using Microsoft.Extensions.Options;
using StreamPulse.Api.Caching;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Health;

/// <summary>Asks the database within a bound, once for all who ask at the same time.</summary>
internal sealed class HealthCheck(IStoredResults stored, SingleFlightCache cache, TimeProvider time, IOptions<ApiOptions> options)
{
    public Task<HealthResponse> RunAsync(CancellationToken cancellationToken)
        => cache.GetAsync("health", TimeSpan.Zero, CheckAsync, cancellationToken);

    private async Task<HealthResponse> CheckAsync()
    {
        var reachable = await IsReachableAsync().ConfigureAwait(false);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return new HealthResponse(reachable ? "healthy" : "unhealthy", reachable, now, options.Value.Version);
    }

    private async Task<bool> IsReachableAsync()
    {
        using var deadline = new CancellationTokenSource(options.Value.HealthTimeout, time);
        try
        {
            await stored.CheckAsync(deadline.Token).WaitAsync(deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is StoredResultsUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }
}
