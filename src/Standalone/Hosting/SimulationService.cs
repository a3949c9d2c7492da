using Microsoft.Extensions.Hosting;
using StreamPulse.Log;
using StreamPulse.Simulation;
using StreamPulse.Standalone.Generate;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Appends simulated downloads to the log, in real time, as long as the host runs.</summary>
internal sealed class SimulationService(IEventLogAppender log, SimulationOptions simulation, TimeProvider time) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var generator = new PacedGenerator(new DownloadSimulator(simulation), new LogEventOutput(log), time);
        try
        {
            await generator.RunAsync(events: null, isPaced: true, progress: null, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
