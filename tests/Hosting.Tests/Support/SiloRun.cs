using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Live;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>A silo in this process.</summary>
internal sealed class SiloRun(WebApplication silo) : IAsyncDisposable
{
    private bool _isRunning;

    public IGrainFactory Grains => silo.Services.GetRequiredService<IGrainFactory>();

    public async Task StartAsync()
    {
        await silo.StartAsync();
        _isRunning = true;
    }

    /// <summary>Stops it.</summary>
    /// <param name="isDrained">False leaves no time for last checkpoints, nor for telling other silos.</param>
    public async Task StopAsync(bool isDrained = true)
    {
        _isRunning = false;
        await silo.StopAsync(new CancellationToken(canceled: !isDrained));
    }

    /// <summary>How far the pipeline is.</summary>
    public Task<PipelineState> StateAsync() => Grains.GetGrain<IPipelineGrain>(0).GetStateAsync();

    /// <summary>The open windows.</summary>
    public async Task<LiveSnapshot> LiveAsync()
        => await new ClusterLiveState(Grains, new PipelineSettings(), TimeProvider.System).GetAsync(default);

    /// <summary>Waits until the pipeline tells of a problem of some kind; gives its reason.</summary>
    public async Task<string> WaitProblemAsync(PipelineProblemKind kind)
    {
        await Progress.UntilAsync(
            "problem", kind,
            async () => await StateAsync() is { Problem: not null } state ? (PipelineProblemKind?)state.ProblemKind : null);
        return (await StateAsync()).Problem!;
    }

    /// <summary>Waits until it tells of none.</summary>
    public Task WaitNoProblemAsync() => Progress.UntilAsync("problem", null, async () => (await StateAsync()).Problem);

    public async ValueTask DisposeAsync()
    {
        if (_isRunning)
            await StopAsync();
        await silo.DisposeAsync();
    }
}
