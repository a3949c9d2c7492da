namespace StreamPulse.Simulation.Scenarios;

/// <summary>What the records of a scenario are like.</summary>
public enum TrafficKind
{
    /// <summary>
    /// Every partition has records all the time, none of them late and some ahead of time, so that a window closes once and for good: its
    /// alerts are those of the whole log, whatever faults there are.
    /// </summary>
    Steady,

    /// <summary>With idle partitions, late events, events ahead of time, imports, and partitions that come and go.</summary>
    Irregular,
}
