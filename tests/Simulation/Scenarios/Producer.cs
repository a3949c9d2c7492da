using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Scenarios;

/// <summary>Carries out a scenario's appends at their times.</summary>
internal static class Producer
{
    public static void Start(World world, SimulatedLog log, Scenario scenario)
    {
        foreach (var append in scenario.Appends)
        {
            if (append.At == TimeSpan.Zero)
                AppendNow(log, append, isVisible: true);
            else
                world.After(append.At - world.Now, () => AppendNow(log, append, isVisible: false));
        }
    }

    private static void AppendNow(SimulatedLog log, Append append, bool isVisible)
    {
        var partition = log.At(append.Record.Partition);
        if (append.SkipsOffset)
            partition.SkipOffset();
        var record = append.Record with { Offset = partition.EndOffset };
        if (isVisible)
        {
            partition.Append(record);
            partition.MakeVisible(record);
        }
        else
        {
            log.Append(record);
        }

        partition.IsSealed |= append.Seals;
    }
}
