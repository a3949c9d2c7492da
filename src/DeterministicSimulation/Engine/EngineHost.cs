using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;

namespace StreamPulse.DeterministicSimulation.Engine;

/// <summary>What an operator or a supervisor does: sees to it that an engine is at work.</summary>
internal sealed class EngineHost(World world, SimulatedLog log, SimulatedStore store, Scenario.Scenario scenario, Mutant mutant)
{
    private readonly List<EngineProcess> _engines = [];
    private readonly SeededRandom _random = world.Random.Fork();
    private bool _isStopping;
    private int _started;

    /// <summary>Processes that are there, paused or not.</summary>
    public IReadOnlyList<EngineProcess> Alive => [.. _engines.Where(static e => e.Process.IsAlive && !e.IsOver)];

    /// <summary>Starts an engine, whether there is one already or not.</summary>
    public void StartOne()
    {
        var process = new SimulatedProcess(world, ++_started, $"engine{_started}");
        world.Note(process.Name, $"starts");
        _engines.Add(new EngineProcess(world, process, log, store, scenario, mutant));
    }

    /// <summary>Starts one where none is at work, and looks again and again.</summary>
    public void Supervise()
    {
        if (_isStopping)
            return;
        if (!_engines.Any(static e => e.IsAtWork) && _random.Chance(0.5))
            StartOne();
        world.After(_random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2)), Supervise);
    }

    /// <summary>Stops everything gracefully; starts nothing more.</summary>
    public void Stop()
    {
        _isStopping = true;
        foreach (var engine in Alive)
            engine.Stop();
    }
}
