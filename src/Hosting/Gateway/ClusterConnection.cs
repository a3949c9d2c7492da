using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using StreamPulse.Core.Results;

namespace StreamPulse.Hosting.Gateway;

/// <summary>
/// Maintains the cluster client. It runs in its own host, because its start waits for a silo, while the gateway serves stored results
/// without one. Once connected, the client follows the silos in the membership table, even if all of them are replaced.
/// </summary>
internal sealed class ClusterConnection(
    StreamPulseOptions options, NpgsqlDataSource dataSource, TimeProvider time, ILoggerFactory loggers,
    ILogger<ClusterConnection> logger) : BackgroundService, IPipelineGrains
{
    private const string Npgsql = "Npgsql";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private volatile IClusterClient? _client;

    /// <inheritdoc/>
    public IGrainFactory Factory => _client ?? throw new LiveStateUnavailableException("No silo has been reached yet.");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var host = Build();
        try
        {
            await host.StartAsync(stoppingToken);
            _client = (IClusterClient)host.Services.GetService(typeof(IClusterClient))!;
            GatewayLog.Connected(logger, options.ClusterId);
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        _client = null;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        await host.StopAsync(bound.Token);
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers)); // an instance, so that the inner host does not dispose it
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoSignals>());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = options.SiloListRefresh);
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.CallTimeout * 5);
            client.UseAdoNetClustering(
                (AdoNetClusteringClientOptions clustering) => (clustering.Invariant, clustering.DataSource) = (Npgsql, dataSource));
            client.UseConnectionRetryFilter(RetryAsync());
        });
        return builder.Build();
    }

    private Func<Exception, CancellationToken, Task<bool>> RetryAsync()
    {
        var isTold = false;
        return async (exception, cancellationToken) =>
        {
            if (!isTold)
                GatewayLog.NoSilo(logger, options.ClusterId, Again, exception.Message);
            isTold = true;
            await Task.Delay(Again, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return !cancellationToken.IsCancellationRequested;
        };
    }
}
