using StreamPulse.Core.Avro;
using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.DeterministicSimulation.Engine;

/// <summary>One process with the real engine in it.</summary>
internal sealed class EngineProcess
{
    private readonly World _world;
    private readonly EngineMetrics _metrics = new();
    private readonly PipelineEngine _engine;
    private bool _isStarted;

    public EngineProcess(
        World world, SimulatedProcess process, SimulatedLog log, SimulatedStore store, Scenario.Scenario scenario, Mutant mutant)
    {
        (_world, Process) = (world, process);
        var connection = new StoreConnection(world, process, store);
        _engine = new PipelineEngine(
            new LogConnection(world, process, log, mutant), connection, connection, scenario.Settings, scenario.Options,
            AvroSchemaSet.Default, _metrics, process.Clock, process, new TraceLogger<PipelineEngine>(world, process.Name))
        {
            WatermarkRule = mutant == Mutant.WatermarkIgnoresPartition ? WithoutLastPartition : MergedWatermark.Next,
        };
        process.Start(RunAsync);
    }

    public SimulatedProcess Process { get; }

    /// <summary>It has ended, by itself or as asked.</summary>
    public bool IsOver { get; private set; }

    /// <summary>There and working, as far as anybody can tell from outside.</summary>
    public bool IsAtWork => Process.IsAlive && !Process.IsPaused && !IsOver;

    /// <summary>Asks for a graceful stop.</summary>
    public void Stop() => Process.Start(_engine.StopAsync);

    /// <summary>Lets the engine retire windows now and not at its next minute.</summary>
    public void RetireNow()
    {
        if (_isStarted && IsAtWork)
            Process.Start(() => _engine.RetireNowAsync());
    }

    /// <summary>Kills it.</summary>
    public void Kill()
    {
        Process.Kill();
        _metrics.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _engine.StartAsync(CancellationToken.None);
            _isStarted = true;
            await _engine.Ended;
            _world.Note(Process.Name, $"ended as asked");
        }
        catch (Exception e) when (e is FencedException or StoreUnavailableException)
        {
            _world.Note(Process.Name, $"ended: {e.Message}");
        }
        catch (Exception e)
        {
            _world.Violate(Process.Name, $"the engine failed with {e.GetType().Name}: {e.Message}");
        }

        _isStarted = false;
        await _engine.StopAsync();
        IsOver = true;
        _metrics.Dispose();
    }

    private static long WithoutLastPartition(long previous, ReadOnlySpan<PartitionProgress> partitions, PipelineSettings settings)
        => MergedWatermark.Next(previous, partitions.Length > 1 ? partitions[..^1] : partitions, settings);
}
