using StreamPulse.Core.Retries;

namespace StreamPulse.Core.Tests.Retries;

public sealed class ExponentialBackoffTests
{
    private readonly RecordingTime _time = new();

    [Fact]
    public async Task DelaysDoubleUpToTheLongest()
    {
        var backoff = new ExponentialBackoff(Milliseconds(100), Milliseconds(500), _time);
        for (var attempt = 0; attempt < 5; attempt++)
            await backoff.WaitAsync(CancellationToken.None);
        Assert.Equal([100, 200, 400, 500, 500], _time.Waited);
    }

    [Fact]
    public async Task ASuccessBeginsWithTheShortestAgain()
    {
        var backoff = new ExponentialBackoff(Milliseconds(100), Milliseconds(500), _time);
        await backoff.WaitAsync(CancellationToken.None);
        await backoff.WaitAsync(CancellationToken.None);
        Assert.Equal(Milliseconds(400), backoff.Next);
        backoff.Reset();
        await backoff.WaitAsync(CancellationToken.None);
        Assert.Equal([100, 200, 100], _time.Waited);
    }

    [Fact]
    public async Task AVeryLongLongestDelayDoesNotOverflow()
    {
        var backoff = new ExponentialBackoff(TimeSpan.FromDays(20), TimeSpan.MaxValue, _time);
        await backoff.WaitAsync(CancellationToken.None);
        Assert.Equal(TimeSpan.FromDays(40), backoff.Next);
    }

    [Fact]
    public async Task AWaitEndsWhenItIsCancelled()
    {
        var backoff = new ExponentialBackoff(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeProvider.System);
        using var cancelled = new CancellationTokenSource();
        var wait = backoff.WaitAsync(cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 99)]
    public void BoundsThatMakeNoSenseAreRefused(int shortest, int longest)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialBackoff(Milliseconds(shortest), Milliseconds(longest), _time));

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    /// <summary>A clock whose timers fire at once; it records their delays.</summary>
    private sealed class RecordingTime : TimeProvider
    {
        public List<int> Waited { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited.Add((int)dueTime.TotalMilliseconds);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
