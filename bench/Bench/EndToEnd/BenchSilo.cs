using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Results;
using StreamPulse.Grains.Live;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;
using StreamPulse.Log;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>The pipeline in this process: one silo, as <c>up</c> runs it.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly WebApplication _silo;

    private BenchSilo(WebApplication silo, StreamPulseOptions options)
    {
        _silo = silo;
        Live = new ClusterLiveState(silo.Services.GetRequiredService<IGrainFactory>(), options.Pipeline, TimeProvider.System);
    }

    /// <summary>The open windows.</summary>
    public ILiveState Live { get; }

    /// <summary>Appends to the log that the silo reads.</summary>
    public IEventLogAppender Appender => (IEventLogAppender)_silo.Services.GetRequiredService<IEventLog>();

    /// <summary>Builds a silo with the product's own options, unless others are given.</summary>
    public static async Task<BenchSilo> BuildAsync(string connectionString, Func<StreamPulseOptions, StreamPulseOptions>? change = null)
    {
        var options = new StreamPulseOptions { Postgres = connectionString };
        options = change?.Invoke(options) ?? options;
        return new BenchSilo(
            await SiloHost.BuildAsync(
                options, SiloPorts.OfUp(options), static logging => logging.ClearProviders(), CancellationToken.None, isWithinUp: true),
            options);
    }

    /// <summary>Starts it; it reads the log from its checkpoints on.</summary>
    public Task StartAsync() => _silo.StartAsync();

    /// <summary>Writes the last checkpoints.</summary>
    public Task StopAsync() => _silo.StopAsync();

    /// <summary>Checks that it still runs.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void RequireRunning()
    {
        if (_silo.Lifetime.ApplicationStopping.IsCancellationRequested)
            throw new InvalidOperationException("The silo has ended.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _silo.DisposeAsync();
}
