using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Api;
using StreamPulse.Hosting.Gateway;
using StreamPulse.Hosting.Silo;
using StreamPulse.Log;

namespace StreamPulse.Hosting;

/// <summary>
/// A silo and a gateway in one process: the whole pipeline, its API and its page. A second one on the same database joins the first.
/// </summary>
public sealed class UpHost : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _silo;
    private readonly WebApplication _gateway;

    private UpHost(WebApplication silo, WebApplication gateway) => (_silo, _gateway) = (silo, gateway);

    /// <summary>Completes when the silo has ended by itself: the others have declared it dead, or it cannot continue.</summary>
    public Task SiloEnded { get; private set; } = Task.CompletedTask;

    /// <summary>Services of the gateway.</summary>
    public IServiceProvider Services => _gateway.Services;

    /// <summary>Appends to the log.</summary>
    public IEventLogAppender Appender => _gateway.Services.GetRequiredService<IEventLogAppender>();

    /// <summary>Address of the page and the API, once it has started.</summary>
    public string Address => AddressOf(_gateway);

    /// <summary>Address of the silo's health endpoints and dashboard, once it has started.</summary>
    public string SiloHealthAddress => AddressOf(_silo);

    /// <summary>Builds both.</summary>
    /// <exception cref="Exception">Those of <see cref="SiloHost.BuildAsync"/>.</exception>
    public static Task<UpHost> BuildAsync(
        StreamPulseOptions options, DatabaseSession session, Action<ILoggingBuilder>? logging, CancellationToken cancellationToken)
        => BuildOverAsync(null, options, session, logging, cancellationToken);

    /// <summary>The same over a log that is given, which takes events too; null opens that of the options.</summary>
    internal static async Task<UpHost> BuildOverAsync(
        IEventLog? log, StreamPulseOptions options, DatabaseSession session, Action<ILoggingBuilder>? logging,
        CancellationToken cancellationToken)
    {
        options = options with { Postgres = session.ConnectionString };
        var silo = await SiloHost.BuildOverAsync(log, options, SiloPorts.OfUp(options), logging, isWithinUp: true, cancellationToken);
        return new UpHost(silo, GatewayHost.BuildBeside(silo, options, session, logging));
    }

    /// <summary>
    /// Starts the silo, then the gateway. Completes when requests can be served; later if the log or the database is unreachable.
    /// </summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _silo.StartAsync(cancellationToken);
        SiloEnded = Task.Delay(Timeout.InfiniteTimeSpan, _silo.Lifetime.ApplicationStopping)
            .ContinueWith(static _ => { }, TaskScheduler.Default);
        await _gateway.StartAsync(cancellationToken);
        await WaitForProgressAsync(cancellationToken);
        await _gateway.Services.WaitForWarmUpAsync(cancellationToken);
    }

    /// <summary>Stops the gateway, then the silo, which writes its checkpoints and hands its partitions over.</summary>
    public async Task StopAsync()
    {
        await _gateway.StopAsync(CancellationToken.None);
        await _silo.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <summary>Waits until every partition has reported, or the pipeline has reported a problem.</summary>
    private async Task WaitForProgressAsync(CancellationToken cancellationToken)
    {
        var progress = _gateway.Services.GetRequiredService<ClusterProgress>();
        for (var started = TimeProvider.System.GetTimestamp();
            progress.IsStarting && TimeProvider.System.GetElapsedTime(started) < LongestStart;)
        {
            await Task.Delay(LookAgain, cancellationToken);
            await progress.LookAsync(cancellationToken);
        }
    }

    private static string AddressOf(WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
