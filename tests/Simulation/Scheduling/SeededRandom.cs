using StreamPulse.Generator;

namespace StreamPulse.Simulation.Scheduling;

/// <summary>All chance of a run: the same seed gives the same numbers on any machine and version.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private Xoshiro256 _source = new(seed);

    /// <summary>Uniform in 0 .. bound - 1.</summary>
    public int Below(int bound) => (int)_source.NextBelow((ulong)bound);

    /// <summary>Uniform in least .. most, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>Uniform in [least, most).</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
        => least + TimeSpan.FromTicks((long)(_source.NextDouble() * (most - least).Ticks));

    /// <summary>Happens with this probability.</summary>
    public bool Chance(double probability) => _source.NextDouble() < probability;

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A generator of its own, so that what one part draws does not shift what another one gets.</summary>
    public SeededRandom Fork() => new(_source.NextUInt64());

    /// <summary>Bytes without a meaning.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)_source.NextUInt64();
        return bytes;
    }
}
