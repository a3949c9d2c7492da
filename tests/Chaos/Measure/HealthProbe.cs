using System.Diagnostics;
using System.Text.Json;

namespace StreamPulse.Chaos.Measure;

/// <summary>Asks for the health again and again, as a monitor does, and keeps when it was not healthy.</summary>
internal sealed class HealthProbe(Uri address) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(3),
    };
    private long _watchedFrom = long.MaxValue;
    private long _saidAt;

    /// <summary>Asks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await AskAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    /// <summary>A fault begins: from now on the first question whose answer is not "healthy" counts.</summary>
    public void Watch()
    {
        Interlocked.Exchange(ref _saidAt, 0);
        Interlocked.Exchange(ref _watchedFrom, Stopwatch.GetTimestamp());
    }

    /// <summary>
    /// Time from <see cref="Watch"/> to that answer; a call without an answer says so too. Null where every answer was "healthy".
    /// </summary>
    public TimeSpan? Said()
        => Interlocked.Read(ref _saidAt) is var at and > 0 ? Stopwatch.GetElapsedTime(Interlocked.Read(ref _watchedFrom), at) : null;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task AskAsync()
    {
        var asked = Stopwatch.GetTimestamp();
        if (await IsHealthyAsync() || asked < Interlocked.Read(ref _watchedFrom))
            return;
        Interlocked.CompareExchange(ref _saidAt, Stopwatch.GetTimestamp(), 0);
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri("/health", UriKind.Relative));
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return body.RootElement.GetProperty("status").GetString() == "healthy";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return false;
        }
    }
}
