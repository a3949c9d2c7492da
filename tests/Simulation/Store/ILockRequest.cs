namespace StreamPulse.Simulation.Store;

/// <summary>A transaction that needs the locks of the store for itself.</summary>
internal interface ILockRequest
{
    /// <summary>The caller no longer waits, and nothing was done.</summary>
    bool IsAbandoned { get; }

    /// <summary>The locks are held from now on, until <see cref="SimulatedStore.ReleaseLocks"/>.</summary>
    void OnLocksAcquired();
}
