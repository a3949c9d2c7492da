using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Counts distinct things by their 64-bit hashes in at most 4,096 registers of a byte. The relative standard error is
/// about 1.04 / sqrt(4096) = 1.6 %, less (1.1 %) below a thousand things. The estimate and the bytes of <see cref="Write"/> depend on the
/// registers alone, so on the set of hashes added: not on order, repetition, or how sketches were merged. Merging takes the maximum of
/// each register: associative, commutative, idempotent; an empty sketch is the identity.
/// <para>
/// Memory: 40 bytes for up to 3 distinct registers, then 64 + 4 per register (and up to half as much again of spare room) up to 384 of
/// them, then 4.2 kB. Not thread-safe.
/// </para>
/// Sources: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm", AofA 2007;
/// sparse form and 64-bit hashes after Heule, Nunkesser, Hall, "HyperLogLog in Practice", EDBT 2013; estimator:
/// <see cref="HyperLogLogEstimator"/>.
/// </summary>
public sealed class HyperLogLog
{
    /// <summary>The hash's first bits choose the register.</summary>
    public const int Precision = 12;

    /// <summary>Number of registers.</summary>
    public const int RegisterCount = 1 << Precision;

    /// <summary>Highest value of a register: position of the first one bit among the hash's other 52, or one past them.</summary>
    public const int MaxRank = 64 - Precision + 1;

    /// <summary>More registers than this, and the dense form is the better one: 4 kB, and no search.</summary>
    private const int MaxSparse = 384;

    /// <summary>Sparse: register number from bit 8 on, its rank below. Dense: a byte per register.</summary>
    private SketchCells _cells;

    /// <summary>Adds one thing.</summary>
    /// <param name="hash">Well mixed in all bits, as <see cref="XxHash64"/> is.</param>
    /// <returns>Whether the sketch changed; false for everything that was added before.</returns>
    public bool Add(ulong hash)
    {
        var register = (int)(hash >> (64 - Precision));
        var rank = BitOperations.LeadingZeroCount((hash << Precision) | (1UL << (Precision - 1))) + 1;
        return Raise(register, rank);
    }

    /// <summary>Adds everything that was added to the other one, which stays as it is.</summary>
    public void Merge(HyperLogLog other)
    {
        if (other._cells.IsDense)
        {
            MergeDense(other._cells.Dense);
            return;
        }

        if (!_cells.IsDense && _cells.Entries.IsEmpty)
        {
            _cells = other._cells.Clone();
            return;
        }

        if (!_cells.IsDense && _cells.Entries.Length + other._cells.Entries.Length <= MaxSparse)
        {
            MergeSparse(other._cells.Entries);
            return;
        }

        foreach (var entry in other._cells.Entries)
            Raise((int)(entry >> 8), (byte)entry);
    }

    /// <summary>About how many distinct things were added; exactly 0 when none were.</summary>
    public long Estimate()
    {
        Span<int> histogram = stackalloc int[MaxRank + 1];
        histogram.Clear();
        if (_cells.IsDense)
        {
            foreach (var rank in _cells.Dense)
                histogram[rank]++;
        }
        else
        {
            histogram[0] = RegisterCount - _cells.Entries.Length;
            foreach (var entry in _cells.Entries)
                histogram[(byte)entry]++;
        }

        var estimate = Math.Round(HyperLogLogEstimator.Estimate(histogram, RegisterCount));
        return estimate < long.MaxValue ? (long)estimate : long.MaxValue;
    }

    /// <summary>An independent copy.</summary>
    public HyperLogLog Clone() => new() { _cells = _cells.Clone() };

    /// <summary>Appends the sketch's one form; 2 bytes and about 2 per distinct register, at most 3,090.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        if (_cells.IsDense)
            HyperLogLogCodec.WriteRegisters(output, _cells.Dense);
        else
            HyperLogLogCodec.WriteEntries(output, _cells.Entries);
    }

    /// <summary>Reads what <see cref="Write"/> wrote and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in its one form.</exception>
    public static HyperLogLog Read(ref ReadOnlySpan<byte> input)
    {
        var sketch = new HyperLogLog();
        HyperLogLogCodec.Read(ref input, sketch);
        return sketch;
    }

    /// <summary>Raises a register to at least the rank; whether that changed it.</summary>
    internal bool Raise(int register, int rank)
    {
        if (_cells.IsDense)
        {
            ref var cell = ref _cells.Dense[register];
            if (cell >= rank)
                return false;
            cell = (byte)rank;
            return true;
        }

        var entries = _cells.Entries;
        var at = SketchCells.LowerBound(entries, (uint)register << 8);
        var entry = ((uint)register << 8) | (uint)rank;
        if (at < entries.Length && entries[at] >> 8 == register)
        {
            if (entries[at] >= entry)
                return false;
            entries[at] = entry;
        }
        else if (entries.Length < MaxSparse)
        {
            _cells.Insert(at, entry);
        }
        else
        {
            Densify()[register] = (byte)rank;
        }

        return true;
    }

    private byte[] Densify()
    {
        var registers = new byte[RegisterCount];
        foreach (var entry in _cells.Entries)
            registers[entry >> 8] = (byte)entry;
        _cells.BecomeDense(registers);
        return registers;
    }

    /// <summary>Both are ascending, so one pass over both makes the result.</summary>
    private void MergeSparse(ReadOnlySpan<uint> theirs)
    {
        Span<uint> merged = stackalloc uint[MaxSparse];
        ReadOnlySpan<uint> mine = _cells.Entries;
        var (count, at) = (0, 0);
        foreach (var entry in theirs)
        {
            while (at < mine.Length && mine[at] >> 8 < entry >> 8)
                merged[count++] = mine[at++];
            var isShared = at < mine.Length && mine[at] >> 8 == entry >> 8;
            merged[count++] = isShared ? Math.Max(entry, mine[at++]) : entry;
        }

        mine[at..].CopyTo(merged[count..]);
        _cells.Replace(merged[..(count + mine.Length - at)]);
    }

    private void MergeDense(ReadOnlySpan<byte> other)
    {
        var mine = MemoryMarshal.Cast<byte, Vector<byte>>((_cells.IsDense ? _cells.Dense : Densify()).AsSpan());
        var theirs = MemoryMarshal.Cast<byte, Vector<byte>>(other);
        for (var i = 0; i < mine.Length; i++)
            mine[i] = Vector.Max(mine[i], theirs[i]);
    }
}
