namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>Something that needs the locks of the store for itself.</summary>
internal interface IStoreTurn
{
    /// <summary>The caller does not wait any more and nothing was done.</summary>
    bool IsGivenUp { get; }

    /// <summary>Its turn: the locks are free, and are its own until it tells the store that it has ended.</summary>
    void Begin();
}
