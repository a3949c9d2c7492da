using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Hosting;

/// <summary>
/// Asks this service once, when it has started, what a page asks first. Code is compiled and connections are opened by the first who needs them; without this
/// the first visitor would wait for that, about a second. What comes back is of no interest, an error included. The service is not ready before it is over.
/// </summary>
internal sealed class FirstVisit(IServer server, IHostApplicationLifetime lifetime, IOptions<ApiOptions> options) : BackgroundService
{
    private static readonly string[] Paths =
    [
        "/", "/api/me", "/api/stats/summary", "/api/stats/realtime", "/api/stats/trending", "/api/stats/regions?live=true", "/api/stats/devices?live=true",
        "/api/stats/timeseries", "/api/stats/rows/regions?minutes=15&limit=1", "/api/alerts", "/api/pipeline",
    ];

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when everything was asked, or when something did not answer in time.</summary>
    public Task Over => _over.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await VisitAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            _over.TrySetResult();
        }
    }

    private async Task VisitAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested || Own() is not { } address)
            return;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(options.Value.FirstVisitTimeout);
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

    /// <summary>Where it listens without TLS, on this machine; null where it does not.</summary>
    private Uri? Own()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(static a => new Uri(a.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//[::1]", StringComparison.Ordinal)))
            .FirstOrDefault(static a => a.Scheme == Uri.UriSchemeHttp);
    }
}
