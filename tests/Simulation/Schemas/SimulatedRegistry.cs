using StreamPulse.Core.Avro;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Schemas;

/// <summary>
/// Where schemas come from: one id is known there, and one is not. In a part of the seeds records name them, and it is away now and then.
/// Its chance is its own, so that the other seeds give the runs that they would give without it.
/// </summary>
internal sealed class SimulatedRegistry(World world, ulong seed)
{
    /// <summary>The id of our own schema.</summary>
    public static readonly SchemaId Known = 7;

    /// <summary>An id that nobody knows.</summary>
    public static readonly SchemaId Unknown = 8;

    private readonly SeededRandom _random = new(seed ^ 0x5C4E);
    private bool _isOver;

    /// <summary>Whether records name schemas in the run of this seed.</summary>
    public static bool IsUsedBy(ulong seed) => seed % 4 == 3;

    /// <summary>The way to it.</summary>
    public NetworkConditions Network { get; } = new(new SeededRandom(seed ^ 0x4E37));

    /// <summary>How often it went away.</summary>
    public int Outages { get; private set; }

    /// <summary>The schema of an id as JSON; null for none.</summary>
    public static string? Find(SchemaId id) => id == Known ? ContentDownloadSchema.Json : null;

    /// <summary>Outages from now on, if records name schemas.</summary>
    public void Begin()
    {
        if (IsUsedBy(seed))
            Turn(isDown: _random.Chance(0.5));
    }

    /// <summary>No more outages.</summary>
    public void End()
    {
        _isOver = true;
        Network.Reset();
    }

    private void Turn(bool isDown)
    {
        if (_isOver)
            return;
        Network.IsDown = isDown;
        if (isDown)
        {
            Outages++;
            world.Note("faults", $"FAULT: the schema registry is away");
        }

        world.After(_random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(isDown ? 12 : 6)), () => Turn(!isDown));
    }
}
