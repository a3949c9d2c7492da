using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Sketches;
using static StreamPulse.Core.Tests.Sketches.SketchTesting;

namespace StreamPulse.Core.Tests.Sketches;

public sealed class QuantileSketchTests
{
    private static readonly double[] Quantiles = [0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

    private static Arbitrary<ValueSet> Sets => ValueSet.Arbitrary;

    [Fact]
    public void Every_quantile_is_within_one_percent_of_the_exact_one()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Sets, set =>
        {
            var values = set.Values();
            var sketch = QuantileSketchOf(values);
            Array.Sort(values);
            return sketch.Count == values.Length && Quantiles.All(q => values.Length == 0
                ? sketch.Quantile(q) is null
                : Math.Abs(sketch.Quantile(q)!.Value - LowerQuantile(values, q)) <= 0.01 * LowerQuantile(values, q));
        }));

    [Fact]
    public void Every_rank_is_within_one_percent_of_the_exact_value()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var values = set.Values();
            var sketch = QuantileSketchOf(values);
            Array.Sort(values);
            return values.Select((value, rank) => Math.Abs(sketch.ValueAt(rank) - value) <= 0.01 * value).All(within => within);
        }));

    /// <summary>Rank floor(q (n - 1)) by hand, also where q (n - 1) is a whole number that q in binary misses.</summary>
    [Theory]
    [InlineData(1, 0.5, 0)]
    [InlineData(2, 0.5, 0)]
    [InlineData(3, 0.5, 1)]
    [InlineData(4, 0.5, 1)]
    [InlineData(10, 0.95, 8)]
    [InlineData(20, 0.95, 18)]
    [InlineData(21, 0.95, 19)]
    [InlineData(100, 0.99, 98)]
    [InlineData(101, 0.99, 99)]
    [InlineData(7, 0, 0)]
    [InlineData(7, 1, 6)]
    public void The_rank_of_a_quantile_is_the_lower_one(int count, double q, int rank)
    {
        var sketch = QuantileSketchOf(Enumerable.Range(1, count).Select(i => i * 10.0));
        Assert.Equal(sketch.ValueAt(rank), sketch.Quantile(q));
        Assert.InRange(sketch.Quantile(q)!.Value, (rank + 1) * 10 * 0.99, (rank + 1) * 10 * 1.01);
    }

    [Fact]
    public void Zeros_are_exactly_zero()
    {
        var sketch = QuantileSketchOf([0, 0, 0, 5]);
        Assert.Equal(0, sketch.Quantile(0.99));
        Assert.InRange(sketch.Quantile(1)!.Value, 4.95, 5.05);
    }

    [Fact]
    public void The_same_values_have_the_same_bytes_in_any_order_and_any_split()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var values = set.Values();
            var straight = QuantileSketchOf(values);
            var shuffled = QuantileSketchOf(Shuffled(values, set.Seed));
            var counted = new QuantileSketch();
            foreach (var group in values.GroupBy(QuantileSketch.BucketOf))
                counted.Add(group.Key, group.Count());
            var merged = new QuantileSketch();
            foreach (var part in Split(Shuffled(values, set.Seed + 1), set.Seed))
                merged.Merge(QuantileSketchOf(part));
            return Same(straight, shuffled) && Same(straight, counted) && Same(straight, merged) && merged.Count == values.Length
                && Quantiles.All(q => straight.Quantile(q) == merged.Quantile(q));
        }));

    [Fact]
    public void Merge_is_associative_and_commutative_and_leaves_the_other_as_it_was()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, Sets, Sets, (a, b, c) =>
        {
            var (x, y, z) = (QuantileSketchOf(a.Values()), QuantileSketchOf(b.Values()), QuantileSketchOf(c.Values()));
            var before = BytesOf(y);
            return Same(Merged(Merged(x, y), z), Merged(x, Merged(y, z))) && Same(Merged(x, y), Merged(y, x))
                && Same(Merged(x, new QuantileSketch()), x) && Same(Merged(new QuantileSketch(), x), x)
                && BytesOf(y).AsSpan().SequenceEqual(before);
        }));

    [Fact]
    public void Merging_a_sketch_with_itself_doubles_every_count()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var sketch = QuantileSketchOf(set.Values());
            sketch.Merge(sketch);
            return Same(sketch, QuantileSketchOf([.. set.Values(), .. set.Values()]));
        }));

    [Fact]
    public void Merging_a_sketch_with_itself_doubles_counts_past_the_sparse_form_too()
    {
        var (sketch, expected) = (new QuantileSketch(), new QuantileSketch());
        foreach (var (bucket, count) in new[] { (10, 5), (20, 1_000_000), (30, 7), (40, 1_000_001) })
        {
            sketch.Add(bucket, count);
            expected.Add(bucket, 2 * count);
        }

        sketch.Merge(sketch);
        Assert.True(Same(expected, sketch));
    }

    [Fact]
    public void What_an_empty_sketch_took_over_by_merging_is_its_own()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, set =>
        {
            var sketch = QuantileSketchOf(set.Values());
            var before = BytesOf(sketch);
            var empty = new QuantileSketch();
            empty.Merge(sketch);
            empty.Merge(sketch);
            return BytesOf(sketch).AsSpan().SequenceEqual(before);
        }));

    [Fact]
    public void A_clone_and_its_origin_go_their_own_ways()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, Sets, (set, more) =>
        {
            var sketch = QuantileSketchOf(set.Values());
            var before = BytesOf(sketch);
            var clone = sketch.Clone();
            clone.Merge(QuantileSketchOf([1, .. more.Values()]));
            var cloneAfter = BytesOf(clone);
            var untouched = BytesOf(sketch).AsSpan().SequenceEqual(before);
            sketch.Merge(QuantileSketchOf(Enumerable.Range(1, 150).Select(i => Math.Pow(1.05, i))));
            return untouched && BytesOf(clone).AsSpan().SequenceEqual(cloneAfter) && !cloneAfter.AsSpan().SequenceEqual(before);
        }));

    [Fact]
    public void What_was_written_is_read_and_goes_on_as_before()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, Sets, (set, more) =>
        {
            var sketch = QuantileSketchOf(set.Values());
            byte[] bytes = [.. BytesOf(sketch), 0xAB, 0xCD];
            ReadOnlySpan<byte> input = bytes;
            var read = QuantileSketch.Read(ref input);
            var rest = input.ToArray();
            var same = Same(read, sketch);
            foreach (var value in more.Values())
            {
                sketch.Add(QuantileSketch.BucketOf(value));
                read.Add(QuantileSketch.BucketOf(value));
            }

            return same && rest is [0xAB, 0xCD] && Same(read, sketch);
        }));

    /// <summary>Around the largest count of the sparse form, 2^20 - 1, and far above it.</summary>
    [Theory]
    [InlineData(1_048_574)]
    [InlineData(1_048_575)]
    [InlineData(1_048_576)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue - 3)]
    public void Large_counts_are_kept_exactly(long count)
    {
        var sketch = new QuantileSketch();
        sketch.Add(1_000, count);
        sketch.Add(1_000);
        sketch.Add(10);
        sketch.Add(1_700);
        Assert.Equal(count + 3, sketch.Count);
        Assert.Equal(sketch.ValueAt(1), sketch.Quantile(0.5));
        ReadOnlySpan<byte> bytes = BytesOf(sketch);
        Assert.True(Same(sketch, QuantileSketch.Read(ref bytes)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(QuantileSketch.BucketCount)]
    [InlineData(4_096)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_bucket_that_does_not_exist_is_refused_in_every_form(int bucket)
    {
        var dense = QuantileSketchOf(Enumerable.Range(1, 150).Select(i => Math.Pow(1.05, i)));
        foreach (var sketch in new[] { new QuantileSketch(), QuantileSketchOf([0, 1]), dense })
        {
            var before = BytesOf(sketch);
            Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(bucket));
            Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(bucket, 1L << 40));
            Assert.Equal(before, BytesOf(sketch));
        }
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_refused()
    {
        var sketch = QuantileSketchOf([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(-0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.ValueAt(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.ValueAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(1, -1));
        sketch.Add(5, 0);
        Assert.Equal(2, sketch.Count);
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "nothing", [] },
        { "a bucket without a count", [0x01, 0x05] },
        { "fewer buckets than said", [0x02, 0x05, 0x01] },
        { "more buckets than there are", [0xC5, 0x10, 0x00, 0x01] },
        { "a bucket past the last", [0x01, 0xC4, 0x10, 0x01] },
        { "a gap past the last", [0x02, 0xC3, 0x10, 0x01, 0x00, 0x01] },
        { "a count of 0", [0x01, 0x05, 0x00] },
        { "leading zeros", [0x01, 0x85, 0x00, 0x01] },
        { "a count of 2^63", [0x01, 0x05, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] },
        { "a sum of 2^63", [0x02, 0x05, 0x01, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Nonsense_is_refused_with_a_typed_error(string what, byte[] bytes)
    {
        var error = Record.Exception(() =>
        {
            ReadOnlySpan<byte> input = bytes;
            QuantileSketch.Read(ref input);
        });
        Assert.True(error is SketchFormatException, $"{what}: {error}");
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_are_another_sketch_in_its_one_form()
        => Check.QuickThrowOnFailure(Prop.ForAll(Sets, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (set, damage) =>
        {
            var bytes = BytesOf(QuantileSketchOf(set.Values()));
            bytes[damage % bytes.Length] ^= (byte)(1 << (damage % 8));
            ReadOnlySpan<byte> input = bytes;
            try
            {
                var read = QuantileSketch.Read(ref input);
                return BytesOf(read).AsSpan().SequenceEqual(bytes.AsSpan(0, bytes.Length - input.Length));
            }
            catch (SketchFormatException)
            {
                return true;
            }
        }));

    /// <summary>The last value of which at most the share q of the others comes before it.</summary>
    private static double LowerQuantile(double[] sorted, double q)
    {
        var rank = 0;
        while (rank + 1 <= q * (sorted.Length - 1))
            rank++;
        return sorted[rank];
    }

    private static bool Same(QuantileSketch a, QuantileSketch b) => BytesOf(a).AsSpan().SequenceEqual(BytesOf(b));

    private static QuantileSketch Merged(QuantileSketch a, QuantileSketch b)
    {
        var merged = a.Clone();
        merged.Merge(b);
        return merged;
    }
}
