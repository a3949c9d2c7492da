using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Log;

/// <summary>
/// The event log of a simulated world: durable, shared by all processes, each of which sees it through a <see cref="LogConnection"/>.
/// </summary>
internal sealed class SimulatedLog(World world)
{
    private readonly SortedDictionary<int, SimulatedPartition> _partitions = [];

    /// <summary>How reliable it is.</summary>
    public NetworkConditions Network { get; } = new(world.Random.Fork());

    /// <summary>Longest time from an append to its being visible.</summary>
    public TimeSpan VisibleAfter { get; set; } = TimeSpan.FromMilliseconds(5);

    public IReadOnlyCollection<SimulatedPartition> Partitions => _partitions.Values;

    /// <summary>The partition with this number; made where it is missing.</summary>
    public SimulatedPartition At(int number)
    {
        if (!_partitions.TryGetValue(number, out var partition))
            _partitions.Add(number, partition = new SimulatedPartition(number));
        return partition;
    }

    /// <summary>Appends a record; readers see it a little later.</summary>
    public void Append(SimulatedRecord record)
    {
        var partition = At(record.Partition);
        partition.Append(record);
        world.After(world.Random.Between(TimeSpan.Zero, VisibleAfter), () => partition.MakeVisible(record));
    }
}
