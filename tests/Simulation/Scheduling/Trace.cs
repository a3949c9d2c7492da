using System.Globalization;

namespace StreamPulse.Simulation.Scheduling;

/// <summary>What happened in a run: lines for people, and a hash over every step and line that two runs of one seed must share.</summary>
internal sealed class Trace
{
    /// <summary>FNV-1a, 64 bits (Fowler, Noll, Vo).</summary>
    private const ulong Offset = 0xcbf29ce484222325;

    private const ulong Prime = 0x100000001b3;

    private readonly List<(TimeSpan At, string Actor, string What)> _lines = [];

    /// <summary>Hash over everything so far.</summary>
    public ulong Hash { get; private set; } = Offset;

    /// <summary>Time, actor, and what it did.</summary>
    public IEnumerable<string> Lines
        => _lines.Select(static l => string.Create(CultureInfo.InvariantCulture, $"{l.At.TotalSeconds,12:F6} s  {l.Actor,-8} {l.What}"));

    internal void Add(TimeSpan at, string actor, string what)
    {
        _lines.Add((at, actor, what));
        Mix((ulong)at.Ticks);
        foreach (var c in actor)
            Mix(c);
        foreach (var c in what)
            Mix(c);
    }

    internal void Step(long ticks, int process, int chosen)
    {
        Mix((ulong)ticks);
        Mix((ulong)(uint)process);
        Mix((ulong)(uint)chosen);
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * Prime;
}
