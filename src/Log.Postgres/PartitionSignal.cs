namespace StreamPulse.Log.Postgres;

/// <summary>Wakes everybody who waits for something new in a partition. Take <see cref="Next"/> before looking, then wait on it.</summary>
internal sealed class PartitionSignal
{
    private TaskCompletionSource _next = Create();

    /// <summary>Ends at the next <see cref="Set"/>.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
