using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Hosting;

/// <summary>
/// Warms the service up after its start with the requests that a page makes first. Otherwise the first client would wait about a second
/// while code is compiled and connections are opened. The responses are ignored, including errors. The service is not ready until the
/// warm-up is over.
/// </summary>
internal sealed class WarmUp(IServer server, IHostApplicationLifetime lifetime, IOptions<ApiOptions> options) : BackgroundService
{
    private static readonly string[] Paths =
    [
        "/", "/api/me", "/api/stats/summary", "/api/stats/realtime", "/api/stats/trending", "/api/stats/regions?live=true",
        "/api/stats/devices?live=true",
        "/api/stats/timeseries", "/api/stats/rows/regions?minutes=15&limit=1", "/api/alerts", "/api/pipeline",
    ];

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all requests are done, or when one did not complete in time.</summary>
    public Task Over => _over.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RequestAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            _over.TrySetResult();
        }
    }

    private async Task RequestAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested || Own() is not { } address)
            return;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(options.Value.WarmUpTimeout);
        foreach (var path in Paths)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The address on this machine where it listens without TLS; null if there is none.</summary>
    private Uri? Own()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(
            static a => new Uri(
                a.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//[::1]", StringComparison.Ordinal)))
            .FirstOrDefault(static a => a.Scheme == Uri.UriSchemeHttp);
    }
}
