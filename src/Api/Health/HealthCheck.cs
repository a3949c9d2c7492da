using Microsoft.Extensions.Options;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Hosting;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Health;

/// <summary>Checks the database, once for concurrent requests and with a timeout, and the pipeline if it runs in this process.</summary>
internal sealed class HealthCheck(
    IStoredResults stored, SingleFlightCache cache, TimeProvider time, IOptions<ApiOptions> options, IPipelineProgress? progress = null,
    WarmUp? warmUp = null, IDatabaseCondition? database = null)
{
    /// <summary>Whether the warm-up is over.</summary>
    public bool IsWarm => warmUp?.Over.IsCompleted ?? true;

    public Task<HealthResponse> RunAsync(CancellationToken cancellationToken)
        => cache.GetAsync("health", TimeSpan.Zero, CheckAsync, cancellationToken);

    private async Task<HealthResponse> CheckAsync()
    {
        var condition = await ConditionAsync().ConfigureAwait(false);
        var reachable = condition is not null;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var pipeline = progress?.GetProgress();
        var detail = Detail(reachable, database?.Problem, pipeline, condition?.Warnings() ?? []);
        return new HealthResponse(
            detail is null ? "healthy" : "unhealthy", reachable, now, options.Value.Version, pipeline?.State, pipeline?.Log.Reachable,
            detail);
    }

    /// <summary>What is said of the pipeline does not promise results that the database cannot give.</summary>
    private static string? Detail(
        bool databaseIsReachable, string? databaseProblem, PipelineProgress? pipeline, IReadOnlyList<string> warnings)
    {
        var served = databaseIsReachable ? " Stored results are served." : "";
        string?[] sentences =
        [
            databaseIsReachable ? null : "The database cannot be reached; stored results are not available.",
            databaseIsReachable ? null : databaseProblem,
            pipeline switch
            {
                null or { State: "running" } => null,
                { State: "log_away" } when databaseIsReachable
                    => $"The event log cannot be reached; results are as of the last record that was read: {pipeline.Reason}",
                { State: "log_away" } => $"The event log cannot be reached: {pipeline.Reason}",
                { State: "cluster_away" } => $"The cluster cannot be reached; live requests fail.{served} {pipeline.Reason}",
                { State: "blocked" } => $"The pipeline has stopped until an operator decides.{served} {pipeline.Reason}",
                { State: "schema_away" } => $"A partition waits for the schema of a record: {pipeline.Reason}",
                { State: "store_away" } => $"The database does not accept commits: {pipeline.Reason}",
                _ => $"The pipeline is not running; its state is {pipeline.State}.",
            },
            .. warnings,
        ];
        var said = string.Join(' ', sentences.Where(static s => s is not null));
        return said.Length == 0 ? null : said;
    }

    /// <returns>Null where the database cannot be reached.</returns>
    private async Task<StoreCondition?> ConditionAsync()
    {
        using var deadline = new CancellationTokenSource(options.Value.HealthTimeout, time);
        try
        {
            return await stored.CheckAsync(deadline.Token).WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoredResultsUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }
}
