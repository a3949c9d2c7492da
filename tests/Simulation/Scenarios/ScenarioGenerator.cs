using StreamPulse.Core.Windows;
using StreamPulse.Pipeline;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Scenarios;

/// <summary>Makes a scenario from a seed.</summary>
internal sealed class ScenarioGenerator(SeededRandom random, TrafficKind traffic, bool namesSchemas)
{
    /// <summary>Number of the partition that holds an import.</summary>
    private const int ImportPartition = 40;

    private readonly double _aheadShare = random.Chance(0.3) ? 0.03 : 0.003;
    private readonly List<Append> _appends = [];
    private readonly bool _isSteady = traffic == TrafficKind.Steady;
    private RecordGenerator _events = new(random, namesSchemas, null);

    public Scenario Generate()
    {
        var length = random.Between(TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(90));
        var clockFault = _isSteady || random.Chance(0.7) ? null : NextClockFault(length);
        _events = new RecordGenerator(random, namesSchemas, clockFault);
        var partitions = random.Between(_isSteady ? 2 : 1, 4);
        for (var p = 0; p < partitions; p++)
        {
            var joinsAt = _isSteady || p == 0 || random.Chance(0.8) ? TimeSpan.Zero : random.Between(TimeSpan.Zero, length / 2);
            FillLive(p, length, joinsAt);
        }

        if (!_isSteady && random.Chance(0.3))
            FillImport(random.Between(TimeSpan.Zero, length));
        var settings = new PipelineSettings
        {
            WindowSize = TimeSpan.FromSeconds(10),
            OutOfOrderness = TimeSpan.FromSeconds(2),
            AllowedLateness = TimeSpan.FromSeconds(random.Between(5, 20)),
        };
        return new Scenario(traffic, length, settings, Options(), [.. _appends.OrderBy(static a => a.At)])
        {
            ClockFault = clockFault,
        };
    }

    private ClockFault NextClockFault(TimeSpan length)
    {
        var from = random.Between(TimeSpan.Zero, length / 2);
        return new ClockFault(
            from, from + random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)),
            random.Between(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(100)));
    }

    private PipelineOptions Options()
    {
        var retention = TimeSpan.FromSeconds(random.Between(0, 30));
        return new PipelineOptions
        {
            UpdateInterval = random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400)),
            CommitInterval = random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)),
            IdleTimeout = _isSteady ? TimeSpan.FromSeconds(8) : random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)),
            // Irregular traffic: short enough that windows are retired which a partition that comes back still has events for.
            PartialRetention = _isSteady ? retention : retention / 6,
            PartialRetentionBound = _isSteady ? TimeSpan.FromMinutes(1) : (retention / 6) + TimeSpan.FromSeconds(2),
            PartitionPoll = TimeSpan.FromMilliseconds(250),
            WindowsPerRound = 4,
        };
    }

    private void FillLive(int partition, TimeSpan length, TimeSpan joinsAt)
    {
        var pause = random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(_isSteady ? 400 : 900));
        Add(partition, joinsAt, EventKind.InTime, TimeSpan.FromSeconds(1)); // a steady partition has an event before anybody reads it
        for (var at = joinsAt + TimeSpan.FromMilliseconds(50); at < length; at += random.Between(TimeSpan.FromMilliseconds(10), pause * 2))
        {
            if (!_isSteady && random.Chance(0.02))
            {
                var silence = random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
                at += silence;
                for (var i = random.Between(0, 15); i > 0 && at < length; i--)
                    Add(partition, at, EventKind.InTime, random.Between(TimeSpan.Zero, silence));
                continue;
            }

            Add(partition, at, NextKind(), random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(1900)));
        }
    }

    private EventKind NextKind()
        => random.Chance(0.02) ? EventKind.Poison
            : !_isSteady && random.Chance(0.05) ? EventKind.Late
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
