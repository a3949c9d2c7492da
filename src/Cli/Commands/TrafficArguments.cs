using System.CommandLine;
using StreamPulse.Simulation;

namespace StreamPulse.Cli.Commands;

/// <summary>Options of the downloads that <c>up</c> and <c>cluster</c> simulate while they run.</summary>
internal sealed class TrafficArguments
{
    private readonly Option<bool> _noSimulation = new("--no-simulation")
    {
        Description = "Do not simulate downloads; send events with import, generate or POST /api/events.",
    };

    private readonly Option<bool> _simulate = new("--simulate")
    {
        Description = "Simulate downloads even if the database is not the private one, or the log is a topic.",
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Simulated downloads per second.",
        DefaultValueFactory = static _ => 100,
    };

    private readonly SimulationArguments _simulation = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _noSimulation, _simulate, _rate })
            command.Options.Add(option);
        _simulation.AddTo(command);
    }

    /// <summary>What to simulate from now on; null for nothing.</summary>
    /// <param name="isPrivateDatabase">Whether the database is the private one: then downloads are simulated unless told otherwise.</param>
    /// <param name="isKafka">Whether the log is a topic.</param>
    /// <exception cref="UsageException">An option cannot be used.</exception>
    public SimulationOptions? Read(ParseResult call, bool isPrivateDatabase, bool isKafka)
    {
        if (!call.GetValue(_simulate) && (!isPrivateDatabase || isKafka || call.GetValue(_noSimulation)))
            return null;
        var now = DateTimeOffset.UtcNow;
        return _simulation.Read(call, call.GetValue(_rate), now, (ulong)now.ToUnixTimeMilliseconds());
    }
}
