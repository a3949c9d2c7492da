using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Sketches;
using static StreamPulse.Core.Tests.Sketches.SketchTesting;

namespace StreamPulse.Core.Tests.Sketches;

public sealed class HyperLogLogTests
{
    /// <summary>Sizes on both sides of every change of form: inline (3), array (384), dense; serialised sparse (1,536).</summary>
    private static readonly int[] Sizes = [0, 1, 3, 4, 60, 380, 384, 400, 1_500, 1_900, 2_000, 6_000];

    private static Arbitrary<(int Size, int Seed)> Sets
        => Gen.Elements(Sizes).SelectMany(_ => Gen.Choose(0, 1 << 20), (size, seed) => (size, seed)).ToArbitrary();

    [Fact]
    public void The_same_set_has_the_same_bytes_in_any_order_with_any_repetition_and_any_split()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var hashes = Hashes(set.Size, (ulong)set.Seed).ToArray();
            var straight = HyperLogLogOf(hashes);
            var repeated = HyperLogLogOf(Shuffled(hashes.Concat(hashes.Take(set.Size / 2)), set.Seed));
            var merged = new HyperLogLog();
            foreach (var part in Split(Shuffled(hashes, set.Seed + 1), set.Seed))
                merged.Merge(HyperLogLogOf(part));

            return BytesOf(straight).AsSpan().SequenceEqual(BytesOf(repeated)) && BytesOf(straight).AsSpan().SequenceEqual(BytesOf(merged))
                && straight.Estimate() == repeated.Estimate() && straight.Estimate() == merged.Estimate();
        }));

    [Fact]
    public void Merge_is_associative_commutative_and_idempotent_and_leaves_the_other_as_it_was()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, Sets, Sets, (a, b, c) =>
        {
            var (x, y, z) = (Of(a), Of(b), Of(c));
            var (before, yx, xyz, twice) = (BytesOf(y), y.Clone(), Merged(Merged(x, y), z), Merged(x, y));
            yx.Merge(x);
            twice.Merge(y);
            twice.Merge(twice);
            return BytesOf(xyz).AsSpan().SequenceEqual(BytesOf(Merged(x, Merged(y, z))))
                && BytesOf(Merged(x, y)).AsSpan().SequenceEqual(BytesOf(yx))
                && BytesOf(twice).AsSpan().SequenceEqual(BytesOf(yx))
                && BytesOf(y).AsSpan().SequenceEqual(before);
        }));

    [Fact]
    public void What_an_empty_sketch_took_over_by_merging_is_its_own()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var sketch = Of(set);
            var before = BytesOf(sketch);
            var empty = new HyperLogLog();
            empty.Merge(sketch);
            foreach (var hash in Hashes(5_000, (ulong)set.Seed + 1))
                empty.Add(hash);
            return BytesOf(sketch).AsSpan().SequenceEqual(before);
        }));

    [Fact]
    public void Add_tells_whether_the_sketch_changed()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var sketch = new HyperLogLog();
            foreach (var hash in Hashes(set.Size / 4, (ulong)set.Seed))
            {
                var before = BytesOf(sketch);
                if (sketch.Add(hash) == BytesOf(sketch).AsSpan().SequenceEqual(before) || sketch.Add(hash))
                    return false;
            }

            return true;
        }));

    [Fact]
    public void A_clone_and_its_origin_go_their_own_ways()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var sketch = Of(set);
            var before = BytesOf(sketch);
            var clone = sketch.Clone();
            foreach (var hash in Hashes(300, (ulong)set.Seed + 1))
                clone.Add(hash);
            var cloneAfter = BytesOf(clone);
            var untouched = BytesOf(sketch).AsSpan().SequenceEqual(before);
            foreach (var hash in Hashes(5_000, (ulong)set.Seed + 2))
                sketch.Add(hash);
            return untouched && BytesOf(clone).AsSpan().SequenceEqual(cloneAfter) && !cloneAfter.AsSpan().SequenceEqual(before);
        }));

    [Fact]
    public void What_was_written_is_read_and_goes_on_as_before()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var sketch = Of(set);
            byte[] bytes = [.. BytesOf(sketch), 0xAB, 0xCD];
            ReadOnlySpan<byte> input = bytes;
            var read = HyperLogLog.Read(ref input);
            var rest = input.ToArray();
            var same = BytesOf(read).AsSpan().SequenceEqual(BytesOf(sketch)) && read.Estimate() == sketch.Estimate();
            foreach (var hash in Hashes(700, (ulong)set.Seed + 1))
            {
                if (sketch.Add(hash) != read.Add(hash))
                    return false;
            }

            return same && rest is [0xAB, 0xCD] && BytesOf(read).AsSpan().SequenceEqual(BytesOf(sketch));
        }));

    /// <summary>Register and rank straight from the definition, by strings of bits.</summary>
    [Fact]
    public void Registers_hold_the_highest_position_of_the_first_one_bit()
        => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), Gen.Choose(0, 63).ToArbitrary(), (number, shift) =>
        {
            var hash = XxHash64.Hash(BitConverter.GetBytes(number)) >> shift;
            var bits = Convert.ToString((long)hash, 2).PadLeft(64, '0');
            var rank = bits[12..].IndexOf('1') is var first and >= 0 ? first + 1 : 53;
            var register = Convert.ToInt32(bits[..12], 2);
            var code = (register << 6) | rank;
            byte[] expected = code < 1 << 7 ? [1, (byte)code]
                : code < 1 << 14 ? [1, (byte)(code | 0x80), (byte)(code >> 7)]
                : [1, (byte)(code | 0x80), (byte)((code >> 7) | 0x80), (byte)(code >> 14)];
            return BytesOf(HyperLogLogOf([hash])).AsSpan().SequenceEqual(expected);
        }));

    [Fact]
    public void Size_is_as_stated()
    {
        foreach (var size in Sizes)
            Assert.InRange(BytesOf(HyperLogLogOf(Hashes(size, 1))).Length, 1, 3_090);
        Assert.InRange(BytesOf(HyperLogLogOf(Hashes(100, 1))).Length, 101, 220);
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "nothing", [] },
        { "a cut number", [0x80] },
        { "fewer entries than said", [0x02, 0x41] },
        { "more registers than there are", [0x81, 0x20] },
        { "a register past the last", [0x01, 0x81, 0x80, 0x10] },
        { "rank 0", [0x01, 0x40] },
        { "rank 54", [0x01, 0x36] },
        { "leading zeros", [0x81, 0x00, 0x41] },
        { "more than 64 bits", [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] },
        { "a gap that wraps around", [0x02, 0x41, 0xC1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01] },
        { "cut registers", [0x81, 0x0C, .. new byte[3_071]] },
        { "fewer registers in use than said", [0x81, 0x0C, .. new byte[3_072]] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Nonsense_is_refused_with_a_typed_error(string what, byte[] bytes)
    {
        var error = Record.Exception(() =>
        {
            ReadOnlySpan<byte> input = bytes;
            HyperLogLog.Read(ref input);
        });
        Assert.True(error is SketchFormatException, $"{what}: {error}");
    }

    /// <summary>Bytes that are read are canonical; all others are refused with the typed error.</summary>
    [Fact]
    public void Damaged_bytes_are_refused_or_are_another_sketch_in_its_one_form()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (set, damage) =>
        {
            var bytes = BytesOf(Of(set));
            bytes[damage % bytes.Length] ^= (byte)(1 << (damage % 8));
            ReadOnlySpan<byte> input = bytes;
            try
            {
                var read = HyperLogLog.Read(ref input);
                return BytesOf(read).AsSpan().SequenceEqual(bytes.AsSpan(0, bytes.Length - input.Length));
            }
            catch (SketchFormatException)
            {
                return true;
            }
        }));

    private static HyperLogLog Of((int Size, int Seed) set) => HyperLogLogOf(Hashes(set.Size, (ulong)set.Seed));

    private static HyperLogLog Merged(HyperLogLog a, HyperLogLog b)
    {
        var merged = a.Clone();
        merged.Merge(b);
        return merged;
    }
}
