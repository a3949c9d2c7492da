using System.Globalization;

namespace StreamPulse.Simulation.Scheduling;

/// <summary>
/// A world with one thread, a clock that only moves when the world says so, and one seeded choice at every step: which of the steps that
/// could run now does. What a process does between two awaits is one step. Nothing in it reads a real clock, a thread pool or another
/// source of chance, so a seed gives the same run every time. After FoundationDB's simulation (Zhou et al., "FoundationDB: A Distributed
/// Unbundled Transactional Key Value Store", SIGMOD 2021, section 4) and TigerBeetle's VOPR.
/// </summary>
internal sealed class World(ulong seed)
{
    /// <summary>Where simulated time begins.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(SimulatedProcess Process, Task Step)> _ready = [];
    private readonly PriorityQueue<Action, (long DueTicks, long Sequence)> _events = new();
    private readonly SeededRandom _choices = new(seed ^ 0x5EED);
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile string? _leak;
    private long _sequence;

    /// <summary>Simulated time since <see cref="Epoch"/>.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Chance for what is not a choice of the next step.</summary>
    public SeededRandom Random { get; } = new(seed);

    /// <summary>What happened.</summary>
    public Trace Trace { get; } = new();

    /// <summary>What must never happen and did.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Simulated time in whole milliseconds since the Unix epoch.</summary>
    public long UnixTimeMs => Epoch.ToUnixTimeMilliseconds() + (long)Now.TotalMilliseconds;

    /// <summary>Adds a line to the trace.</summary>
    public void Note(string actor, FormattableString what) => Trace.Add(Now, actor, what.ToString(CultureInfo.InvariantCulture));

    /// <summary>Notes something that must never happen.</summary>
    public void Violate(string actor, FormattableString what)
    {
        var text = what.ToString(CultureInfo.InvariantCulture);
        Trace.Add(Now, actor, "VIOLATION: " + text);
        Violations.Add(text);
    }

    /// <summary>Lets something happen later that belongs to no process: a message arrives, a server has done its work.</summary>
    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, ((Now + delay).Ticks, _sequence++));

    /// <summary>Takes a step in that can run now.</summary>
    internal void Ready(SimulatedProcess process, Task step)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            _leak ??= Environment.StackTrace;
        _ready.Add((process, step));
    }

    internal void Forget(SimulatedProcess process) => _ready.RemoveAll(r => r.Process == process);

    /// <summary>Takes a process's steps away, in their order.</summary>
    internal List<Task> Withhold(SimulatedProcess process)
    {
        var steps = _ready.Where(r => r.Process == process).Select(static r => r.Step).ToList();
        Forget(process);
        return steps;
    }

    /// <summary>Goes on until the condition holds or so much time has passed.</summary>
    /// <returns>Whether it holds.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan longest)
    {
        var deadline = Now + longest;
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null); // one that is set would be captured instead of the process
        try
        {
            while (!condition())
            {
                if (Now >= deadline || !Step(deadline))
                    return condition();
            }

            return true;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private bool Step(TimeSpan deadline)
    {
        if (_leak is { } stack)
        {
            throw new InvalidOperationException(
                "A continuation has left the world for another thread, so the run is no longer a function of its seed: " + stack);
        }

        while (_events.TryPeek(out _, out var next) && next.DueTicks <= Now.Ticks)
            _events.Dequeue()();
        if (_ready.Count == 0)
        {
            if (!_events.TryPeek(out _, out var due))
                return false;
            Now = TimeSpan.FromTicks(Math.Max(Now.Ticks, Math.Min(due.DueTicks, deadline.Ticks)));
            return true;
        }

        var chosen = _choices.Below(_ready.Count);
        var (process, step) = _ready[chosen];
        _ready[chosen] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Now += TimeSpan.FromTicks(_choices.Between(10, 500));
        Steps++;
        Trace.Step(Now.Ticks, process.Number, chosen);
        process.Execute(step);
        return true;
    }
}
