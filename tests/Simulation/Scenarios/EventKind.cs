namespace StreamPulse.Simulation.Scenarios;

/// <summary>What sort of record the scenario appends.</summary>
internal enum EventKind
{
    /// <summary>An event behind by no more than was asked for.</summary>
    InTime,

    /// <summary>An event that is behind by more than out-of-orderness: some within the allowed lateness, some beyond.</summary>
    Late,

    /// <summary>An event whose producer's clock is ahead, as far as is accepted: it must not move what others see.</summary>
    Ahead,

    /// <summary>Something that cannot be counted.</summary>
    Poison,
}
