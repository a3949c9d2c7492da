namespace StreamPulse.Simulation.Scheduling;

/// <summary>A process's clock: simulated time, and a time of day that can be set wrong. What measures durations never jumps.</summary>
internal sealed class ProcessClock(World world, SimulatedProcess process) : TimeProvider
{
    private TimeSpan _off;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Sets the time of day forward or back.</summary>
    public void Jump(TimeSpan by) => _off += by;

    /// <inheritdoc/>
    public override long GetTimestamp() => world.Now.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => World.Epoch + world.Now + _off;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(World world, SimulatedProcess process, Action callback) : ITimer
    {
        private int _setting;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _setting++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Set(dueTime);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            var setting = _setting;
            world.After(dueTime, () => process.WhenRunning(() => Fire(setting)));
        }

        private void Fire(int setting)
        {
            if (setting != _setting)
                return;
            if (_period > TimeSpan.Zero)
                Set(_period);
            callback();
        }
    }
}
