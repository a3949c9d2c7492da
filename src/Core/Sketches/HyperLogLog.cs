using System.Buffers;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Counts distinct things by their 64-bit hashes in at most 4,096 registers of a byte. The relative standard error is
/// about 1.04 / sqrt(4096) = 1.6 %, less (1.1 %) below a thousand things. The estimate and the bytes of <see cref="Write"/> depend on the
/// registers alone, so on the set of hashes added: not on order, repetition, or how sketches were merged. Merging takes the maximum of
/// each register: associative, commutative, idempotent; an empty sketch is the identity.
/// <para>
/// Memory: 24 bytes (40 as an object) for up to 3 distinct registers, then 48 + 4 per register (and up to half as much again of spare room)
/// up to 384 of them, then 4.2 kB. Not thread-safe.
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

    private HyperLogLogCells _cells;

    /// <summary>Adds one thing.</summary>
    /// <param name="hash">Well mixed in all bits, as <see cref="XxHash64"/> is.</param>
    /// <returns>Whether the sketch changed; false for everything that was added before.</returns>
    public bool Add(ulong hash) => _cells.Add(hash);

    /// <summary>Adds everything that was added to the other one, which stays as it is.</summary>
    public void Merge(HyperLogLog other) => _cells.Merge(other._cells);

    /// <summary>About how many distinct things were added; exactly 0 when none were.</summary>
    public long Estimate() => _cells.Estimate();

    /// <summary>An independent copy.</summary>
    public HyperLogLog Clone() => new() { _cells = _cells.Clone() };

    /// <summary>Appends the sketch in canonical form; 2 bytes and about 2 per distinct register, at most 3,090.</summary>
    public void Write(IBufferWriter<byte> output) => _cells.Write(output);

    /// <summary>Reads what <see cref="Write"/> wrote and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in canonical form.</exception>
    public static HyperLogLog Read(ref ReadOnlySpan<byte> input) => new() { _cells = HyperLogLogCells.Read(ref input) };
}
