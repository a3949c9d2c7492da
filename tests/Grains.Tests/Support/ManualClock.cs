namespace StreamPulse.Grains.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it; timers fire, one after another in the order they are due, while it is moved.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    /// <summary>
    /// Timers fire this long after they are due, as real ones do. Task.Delay drops the part of a delay below a millisecond, so code that
    /// waits until a given time would otherwise be woken just before it, find nothing left to wait for, and look at a clock that stands
    /// still for ever.
    /// </summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = System.GetUtcNow();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } due)
            due.Fire();
        lock (_gate)
            _now = end;
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var due = _timers.Where(t => t.DueAt <= end).MinBy(static t => t.DueAt);
            if (due is null)
                return null;
            _now = due.DueAt > _now ? due.DueAt : _now;
            if (due.Period > TimeSpan.Zero)
                due.DueAt = _now + due.Period;
            else
                _timers.Remove(due);
            return due;
        }
    }

    private void Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            (timer.DueAt, timer.Period) = (_now + dueTime + Lateness, period);
            _timers.Add(timer);
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset DueAt { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
