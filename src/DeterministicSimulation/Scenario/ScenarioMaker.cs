using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.DeterministicSimulation.Scenario;

/// <summary>Makes a scenario from a seed.</summary>
internal sealed class ScenarioMaker(SeededRandom random)
{
    /// <summary>Number of the partition that holds an import.</summary>
    private const int ImportPartition = 40;

    private readonly EventMaker _events = new(random);
    private readonly double _aheadShare = random.Chance(0.3) ? 0.03 : 0.003;
    private readonly List<Append> _appends = [];

    public Scenario Make()
    {
        var isSteady = random.Chance(0.4);
        var length = random.Between(TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(90));
        var partitions = random.Between(isSteady ? 2 : 1, 4);
        for (var p = 0; p < partitions; p++)
        {
            FillLive(
                p, length, isSteady,
                joinsAt: isSteady || p == 0 || random.Chance(0.8) ? TimeSpan.Zero : random.Between(TimeSpan.Zero, length / 2));
        }

        if (!isSteady && random.Chance(0.3))
            FillImport(random.Between(TimeSpan.Zero, length));
        var settings = new PipelineSettings
        {
            WindowSize = TimeSpan.FromSeconds(10),
            OutOfOrderness = TimeSpan.FromSeconds(2),
            AllowedLateness = TimeSpan.FromSeconds(random.Between(5, 20)),
        };
        var options = new EngineOptions
        {
            UpdateInterval = random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400)),
            CommitInterval = random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)),
            IdleTimeout = isSteady ? TimeSpan.FromSeconds(8) : random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)),
            PartialRetention = TimeSpan.FromSeconds(random.Between(0, 30)),
            PartialRetentionBound = TimeSpan.FromMinutes(1),
            UpdateQueueCapacity = random.Between(1, 32),
        };
        return new Scenario(isSteady, length, settings, options, [.. _appends.OrderBy(static a => a.At)]);
    }

    private void FillLive(int partition, TimeSpan length, bool isSteady, TimeSpan joinsAt)
    {
        var pause = random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(isSteady ? 400 : 900));
        Add(partition, joinsAt, EventKind.InTime, TimeSpan.FromSeconds(1)); // a steady partition has an event before any engine looks
        for (var at = joinsAt + TimeSpan.FromMilliseconds(50); at < length; at += random.Between(TimeSpan.FromMilliseconds(10), pause * 2))
        {
            if (!isSteady && random.Chance(0.02))
            {
                var silence = random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
                at += silence;
                for (var i = random.Between(0, 15); i > 0 && at < length; i--)
                    Add(partition, at, EventKind.InTime, random.Between(TimeSpan.Zero, silence));
                continue;
            }

            Add(partition, at, Kind(isSteady), random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(1900)));
        }
    }

    private EventKind Kind(bool isSteady)
        => random.Chance(0.02) ? EventKind.Poison
            : isSteady ? EventKind.InTime
            : random.Chance(0.05) ? EventKind.Late
            : random.Chance(_aheadShare) ? EventKind.Ahead
            : EventKind.InTime;

    /// <summary>A file of events of an hour ago, appended at once.</summary>
    private void FillImport(TimeSpan at)
    {
        var count = random.Between(5, 60);
        for (var i = 0; i < count; i++)
        {
            Add(ImportPartition, at, EventKind.InTime, TimeSpan.FromHours(1) - (i * TimeSpan.FromSeconds(1)));
            at += TimeSpan.FromMilliseconds(random.Between(0, 20));
        }

        _appends[^1] = _appends[^1] with { Seals = true };
    }

    private void Add(int partition, TimeSpan at, EventKind kind, TimeSpan behind)
        => _appends.Add(new Append(at, _events.Make(partition, at, kind, behind), random.Chance(0.01), Seals: false));
}
