using System.Collections.Concurrent;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>The real stored results, with a count of the questions and a gate to hold them at.</summary>
internal sealed class WatchedResults(IStoredResults inner) : IStoredResults
{
    private readonly ConcurrentQueue<string> _questions = new();

    /// <summary>Names of the questions asked so far.</summary>
    public IReadOnlyCollection<string> Questions => _questions;

    /// <summary>While set, answers wait for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Thrown instead of an answer; null for none.</summary>
    public Exception? Failure { get; set; }

    public Task<StoredAnswer<RealtimeTotals>> GetRealtimeAsync(WindowSelection selection, CancellationToken cancellationToken)
        => AskAsync("realtime", () => inner.GetRealtimeAsync(selection, cancellationToken));

    public Task<StoredAnswer<IReadOnlyList<ContentTotals>>> GetTrendingAsync(
        WindowSelection selection, int limit, CancellationToken cancellationToken)
        => AskAsync("trending", () => inner.GetTrendingAsync(selection, limit, cancellationToken));

    public Task<StoredAnswer<IReadOnlyList<RegionTotals>>> GetRegionsAsync(WindowSelection selection, CancellationToken cancellationToken)
        => AskAsync("regions", () => inner.GetRegionsAsync(selection, cancellationToken));

    public Task<StoredAnswer<IReadOnlyList<DeviceTotals>>> GetDevicesAsync(
        WindowSelection selection, int limit, CancellationToken cancellationToken)
        => AskAsync("devices", () => inner.GetDevicesAsync(selection, limit, cancellationToken));

    public Task<StoredAnswer<IReadOnlyList<WindowTotals>>> GetTimeSeriesAsync(
        WindowSelection selection, CancellationToken cancellationToken)
        => AskAsync("timeseries", () => inner.GetTimeSeriesAsync(selection, cancellationToken));

    public Task<StoredAnswer<AlertList>> GetAlertsAsync(AlertSelection selection, CancellationToken cancellationToken)
        => AskAsync("alerts", () => inner.GetAlertsAsync(selection, cancellationToken));

    public Task<StoredAnswer<IReadOnlyList<PartitionStatus>>> GetPipelineAsync(CancellationToken cancellationToken)
        => AskAsync("pipeline", () => inner.GetPipelineAsync(cancellationToken));

    public Task<StoreCondition> CheckAsync(CancellationToken cancellationToken)
        => AskAsync("check", () => inner.CheckAsync(cancellationToken));

    private async Task<T> AskAsync<T>(string question, Func<Task<T>> ask)
    {
        _questions.Enqueue(question);
        if (Failure is not null)
            throw Failure;
        if (Gate is { } gate)
            await gate.Task;
        return await ask();
    }
}
