namespace StreamPulse.Simulation.Scheduling;

/// <summary>
/// A process in a <see cref="World"/>: everything that awaits on this scheduler is its memory and is gone when it is killed. It can be
/// paused, as by SIGSTOP: then its steps and timers wait, and the world goes on.
/// </summary>
internal sealed class SimulatedProcess : TaskScheduler
{
    private readonly World _world;
    private readonly List<Task> _withheld = [];
    private readonly List<Action> _onContinue = [];

    public SimulatedProcess(World world, int number, string name)
    {
        (_world, Number, Name) = (world, number, name);
        Clock = new ProcessClock(world, this);
    }

    public int Number { get; }

    public string Name { get; }

    public ProcessClock Clock { get; }

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts work in the process.</summary>
    public Task Start(Func<Task> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>The process is gone with all that it has not handed to others.</summary>
    public void Kill()
    {
        IsAlive = false;
        _withheld.Clear();
        _onContinue.Clear();
        _world.Forget(this);
    }

    /// <summary>Stops it where it stands.</summary>
    public void Pause()
    {
        if (IsPaused || !IsAlive)
            return;
        IsPaused = true;
        _withheld.AddRange(_world.Withhold(this));
    }

    /// <summary>Lets it go on; it does not know that time has passed.</summary>
    public void Continue()
    {
        if (!IsPaused || !IsAlive)
            return;
        IsPaused = false;
        foreach (var step in _withheld)
            _world.Ready(this, step);
        _withheld.Clear();
        var actions = _onContinue.ToArray();
        _onContinue.Clear();
        foreach (var action in actions)
            action();
    }

    /// <summary>Does it now, or when the process goes on; never if it is dead.</summary>
    public void WhenRunning(Action action)
    {
        if (!IsAlive)
            return;
        if (IsPaused)
            _onContinue.Add(action);
        else
            action();
    }

    internal void Execute(Task step) => TryExecuteTask(step);

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (!IsAlive)
            return;
        if (IsPaused)
            _withheld.Add(task);
        else
            _world.Ready(this, task);
    }

    /// <inheritdoc/>
    // every continuation is a choice of the world
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
