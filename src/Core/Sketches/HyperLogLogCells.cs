using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// The registers of a <see cref="HyperLogLog"/> as a struct that lies within its owner: most owners have few entries, and an object and a
/// reference for each sketch would be most of their memory. A copy shares its array: <see cref="Clone"/> it.
/// </summary>
internal struct HyperLogLogCells
{
    /// <summary>With more registers than this the dense form is better: 4 kB, and no search.</summary>
    private const int MaxSparse = 384;

    /// <summary>Sparse: register number from bit 8 on, its rank below. Dense: a byte per register.</summary>
    private SketchCells _cells;

    /// <summary>Whether nothing was added.</summary>
    public readonly bool IsEmpty => !_cells.IsDense && _cells.ReadEntries.IsEmpty;

    /// <summary>Adds one thing.</summary>
    /// <param name="hash">Well mixed in all bits, as <see cref="XxHash64"/> is.</param>
    /// <returns>Whether the sketch changed; false for everything that was added before.</returns>
    public bool Add(ulong hash)
    {
        var register = (int)(hash >> (64 - HyperLogLog.Precision));
        var rank = BitOperations.LeadingZeroCount((hash << HyperLogLog.Precision) | (1UL << (HyperLogLog.Precision - 1))) + 1;
        return Raise(register, rank);
    }

    /// <summary>Adds everything that was added to the other one, which stays as it is.</summary>
    public void Merge(in HyperLogLogCells other)
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

        if (!_cells.IsDense && _cells.Entries.Length + other._cells.ReadEntries.Length <= MaxSparse)
        {
            MergeSparse(other._cells.ReadEntries);
            return;
        }

        foreach (var entry in other._cells.ReadEntries)
            Raise((int)(entry >> 8), (byte)entry);
    }

    /// <summary>About how many distinct things were added; exactly 0 when none were.</summary>
    public readonly long Estimate()
    {
        Span<int> histogram = stackalloc int[HyperLogLog.MaxRank + 1];
        histogram.Clear();
        if (_cells.IsDense)
        {
            foreach (var rank in _cells.Dense)
                histogram[rank]++;
        }
        else
        {
            histogram[0] = HyperLogLog.RegisterCount - _cells.ReadEntries.Length;
            foreach (var entry in _cells.ReadEntries)
                histogram[(byte)entry]++;
        }

        var estimate = Math.Round(HyperLogLogEstimator.Estimate(histogram, HyperLogLog.RegisterCount));
        return estimate < long.MaxValue ? (long)estimate : long.MaxValue;
    }

    /// <summary>An independent copy.</summary>
    public readonly HyperLogLogCells Clone() => new() { _cells = _cells.Clone() };

    /// <summary>Appends the sketch in canonical form; 2 bytes and about 2 per distinct register, at most 3,090.</summary>
    public readonly void Write(IBufferWriter<byte> output)
    {
        if (_cells.IsDense)
            HyperLogLogCodec.WriteRegisters(output, _cells.Dense);
        else
            HyperLogLogCodec.WriteEntries(output, _cells.ReadEntries);
    }

    /// <summary>Reads what <see cref="Write"/> wrote and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in canonical form.</exception>
    public static HyperLogLogCells Read(ref ReadOnlySpan<byte> input)
    {
        var cells = default(HyperLogLogCells);
        HyperLogLogCodec.Read(ref input, ref cells);
        return cells;
    }

    /// <summary>Raises a register to at least the rank; whether that changed it.</summary>
    public bool Raise(int register, int rank)
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
        var registers = new byte[HyperLogLog.RegisterCount];
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
