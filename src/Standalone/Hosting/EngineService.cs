using Microsoft.Extensions.Hosting;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Starts and stops the engine with the host, and ends the host when the engine fails.</summary>
internal sealed class EngineService(PipelineEngine engine, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.StartAsync(cancellationToken);
        _ = StopHostWhenEndedAsync();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync();

    private async Task StopHostWhenEndedAsync()
    {
        await engine.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (engine.State == EngineState.Failed)
            lifetime.StopApplication();
    }
}
