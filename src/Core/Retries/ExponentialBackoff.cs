namespace StreamPulse.Core.Retries;

/// <summary>
/// How long to wait between attempts: the shortest delay first, then double the last one, up to the longest. One for each thing that is
/// tried again; not for several threads at once.
/// </summary>
public sealed class ExponentialBackoff
{
    private readonly TimeProvider _time;

    /// <param name="shortest">The first delay; above zero.</param>
    /// <param name="longest">No delay is longer.</param>
    /// <param name="time">The clock that the waits run on.</param>
    public ExponentialBackoff(TimeSpan shortest, TimeSpan longest, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        (Shortest, Longest, Next, _time) = (shortest, longest, shortest, time);
    }

    /// <summary>The first delay.</summary>
    public TimeSpan Shortest { get; }

    /// <summary>The longest delay.</summary>
    public TimeSpan Longest { get; }

    /// <summary>How long the next wait takes.</summary>
    public TimeSpan Next { get; private set; }

    /// <summary>Waits for <see cref="Next"/>, and doubles it for the wait after this one.</summary>
    /// <returns>A task that is cancelled when <paramref name="cancellationToken"/> is.</returns>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = Next;
        Next = delay <= Longest / 2 ? delay * 2 : Longest;
        return Task.Delay(delay, _time, cancellationToken);
    }

    /// <summary>After a success: the next wait is the shortest again.</summary>
    public void Reset() => Next = Shortest;
}
