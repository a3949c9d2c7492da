using System.Buffers;
using StreamPulse.Core.Binary;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Bytes of a <see cref="HyperLogLog"/>, a function of its registers alone. First the number n of registers above 0. Up to 1,536 of them:
/// each, ascending, as (registers skipped &lt;&lt; 6 | rank). Above that: all 4,096 in six bits each, four to three bytes, lowest first.
/// Numbers are <see cref="Leb128"/>. The form carries no version: its container does.
/// </summary>
internal static class HyperLogLogCodec
{
    private const int RankBits = 6;
    private const int RankMask = (1 << RankBits) - 1;
    private const int PackedBytes = HyperLogLog.RegisterCount * RankBits / 8;

    /// <summary>At this number both forms take about as many bytes at worst.</summary>
    private const int MaxSparse = 1536;

    /// <summary>Most bytes of one sparse entry: 12 + 6 bits.</summary>
    private const int MaxEntryBytes = 3;

    /// <param name="registers">All registers' ranks.</param>
    public static void WriteRegisters(IBufferWriter<byte> output, ReadOnlySpan<byte> registers)
    {
        var used = HyperLogLog.RegisterCount - registers.Count((byte)0);
        if (used > MaxSparse)
        {
            WritePacked(output, registers, used);
            return;
        }

        Span<uint> entries = stackalloc uint[MaxSparse];
        var count = 0;
        for (var register = 0; register < registers.Length; register++)
        {
            if (registers[register] != 0)
                entries[count++] = ((uint)register << 8) | registers[register];
        }

        WriteEntries(output, entries[..count]);
    }

    /// <param name="entries">Ascending; register from bit 8 on, its rank below; at most 1,536.</param>
    public static void WriteEntries(IBufferWriter<byte> output, ReadOnlySpan<uint> entries)
    {
        var bytes = output.GetSpan((1 + entries.Length) * MaxEntryBytes);
        var length = Leb128.Write(bytes, (ulong)entries.Length);
        var next = 0u;
        foreach (var entry in entries)
        {
            var register = entry >> 8;
            length += Leb128.Write(bytes[length..], ((register - next) << RankBits) | (entry & RankMask));
            next = register + 1;
        }

        output.Advance(length);
    }

    /// <summary>Reads into a sketch that is empty.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in canonical form.</exception>
    public static void Read(ref ReadOnlySpan<byte> input, ref HyperLogLogCells sketch)
    {
        var used = SketchNumber.Read(ref input);
        if (used > HyperLogLog.RegisterCount)
            throw new SketchFormatException($"A sketch of {HyperLogLog.RegisterCount} registers cannot have {used} in use.");
        if (used > MaxSparse)
            ReadPacked(ref input, ref sketch, (int)used);
        else
            ReadEntries(ref input, ref sketch, (int)used);
    }

    private static void ReadEntries(ref ReadOnlySpan<byte> input, ref HyperLogLogCells sketch, int used)
    {
        ulong next = 0;
        for (var i = 0; i < used; i++)
        {
            var code = SketchNumber.Read(ref input);
            var register = next + (code >> RankBits);
            if (register >= HyperLogLog.RegisterCount)
                throw new SketchFormatException($"Register {register} of a sketch of {HyperLogLog.RegisterCount} registers.");
            var rank = (int)(code & RankMask);
            if (rank == 0)
                throw new SketchFormatException($"Register {register} is listed as used, but with rank 0.");
            Raise(ref sketch, (int)register, rank);
            next = register + 1;
        }
    }

    private static void WritePacked(IBufferWriter<byte> output, ReadOnlySpan<byte> registers, int used)
    {
        var bytes = output.GetSpan(Leb128.MaxBytes + PackedBytes);
        var length = Leb128.Write(bytes, (ulong)used);
        for (var i = 0; i < registers.Length; i += 4)
        {
            var four = registers[i] | (registers[i + 1] << 6) | (registers[i + 2] << 12) | (registers[i + 3] << 18);
            bytes[length++] = (byte)four;
            bytes[length++] = (byte)(four >> 8);
            bytes[length++] = (byte)(four >> 16);
        }

        output.Advance(length);
    }

    private static void ReadPacked(ref ReadOnlySpan<byte> input, ref HyperLogLogCells sketch, int used)
    {
        if (input.Length < PackedBytes)
            throw new SketchFormatException("The sketch ends within its registers.");

        var found = 0;
        for (var i = 0; i < HyperLogLog.RegisterCount; i++)
        {
            var at = i / 4 * 3;
            var four = input[at] | (input[at + 1] << 8) | (input[at + 2] << 16);
            var rank = (four >> (i % 4 * RankBits)) & RankMask;
            if (rank == 0)
                continue;
            Raise(ref sketch, i, rank);
            found++;
        }

        if (found != used)
            throw new SketchFormatException($"The sketch has {found} registers in use and says {used}.");
        input = input[PackedBytes..];
    }

    private static void Raise(ref HyperLogLogCells sketch, int register, int rank)
    {
        if (rank > HyperLogLog.MaxRank)
            throw new SketchFormatException($"Register {register} has rank {rank}; the highest is {HyperLogLog.MaxRank}.");
        sketch.Raise(register, rank);
    }
}
