using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Tests.Partials;

public sealed class AccumulatorTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100);

    private static DownloadAccumulator Random(Random random, AccumulatorKind kind)
    {
        var accumulator = new DownloadAccumulator(kind, new Utf8Key("k"u8));
        for (var i = random.Next(0, 50); i > 0; i--)
            Add(accumulator, TestEvent.Encode(TestEvent.Random(random, TestEvent.Origin + random.Next(60_000))));
        return accumulator;
    }

    private static void Add(DownloadAccumulator accumulator, byte[] record)
    {
        Assert.True(AvroEventReader.TryRead(record, out var e));
        accumulator.Add(new EventMeasures(e), e.Title);
    }

    private static string Bytes(DownloadAccumulator accumulator)
    {
        var output = new ArrayBufferWriter<byte>();
        AccumulatorCodec.Write(accumulator, output);
        return Convert.ToHexString(output.WrittenSpan);
    }

    private static DownloadAccumulator Merge(DownloadAccumulator a, DownloadAccumulator b)
    {
        var merged = a.Clone();
        merged.Merge(b);
        return merged;
    }

    private static void ForAll(Action<Random, AccumulatorKind> check)
        => Check.One(
            Runs, Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => check(new Random(seed), (AccumulatorKind)(seed % 3))));

    [Fact]
    public void MergeIsCommutative() => ForAll((random, kind) =>
    {
        var (a, b) = (Random(random, kind), Random(random, kind));
        Assert.Equal(Bytes(Merge(a, b)), Bytes(Merge(b, a)));
    });

    [Fact]
    public void MergeIsAssociative() => ForAll((random, kind) =>
    {
        var (a, b, c) = (Random(random, kind), Random(random, kind), Random(random, kind));
        Assert.Equal(Bytes(Merge(Merge(a, b), c)), Bytes(Merge(a, Merge(b, c))));
    });

    [Fact]
    public void ANewAccumulatorIsTheIdentity() => ForAll((random, kind) =>
    {
        var a = Random(random, kind);
        var identity = new DownloadAccumulator(kind, a.Key);
        Assert.Equal(Bytes(a), Bytes(Merge(a, identity)));
        Assert.Equal(Bytes(a), Bytes(Merge(identity, a)));
    });

    [Fact]
    public void BytesGiveTheSameAccumulatorBack() => ForAll((random, kind) =>
    {
        var bytes = Convert.FromHexString(Bytes(Random(random, kind)));
        ReadOnlySpan<byte> input = bytes;
        Assert.Equal(Convert.ToHexString(bytes), Bytes(AccumulatorCodec.Read(ref input, new Utf8KeyInterner())));
        Assert.True(input.IsEmpty);
    });

    [Fact]
    public void CutBytesAreAnErrorAndNothingElse() => ForAll((random, kind) =>
    {
        var bytes = Convert.FromHexString(Bytes(Random(random, kind)));
        var cut = random.Next(bytes.Length);
        Assert.ThrowsAny<FormatException>(() =>
        {
            ReadOnlySpan<byte> input = bytes.AsSpan(0, cut);
            AccumulatorCodec.Read(ref input, new Utf8KeyInterner());
        });
    });

    [Fact]
    public void ACloneIsIndependent() => ForAll((random, kind) =>
    {
        var original = Random(random, kind);
        original.Freeze();
        var before = Bytes(original);
        var clone = original.Clone();
        Add(clone, TestEvent.Encode(TestEvent.Random(random, TestEvent.Origin)));
        Assert.Equal(before, Bytes(original));
        Assert.NotEqual(before, Bytes(clone));
    });

    [Fact]
    public void AFrozenAccumulatorRefusesChanges()
    {
        var accumulator = Random(new Random(1), AccumulatorKind.Region);
        accumulator.Freeze();
        Assert.Throws<InvalidOperationException>(
            () => Add(accumulator, TestEvent.Encode(TestEvent.Random(new Random(2), TestEvent.Origin))));
        Assert.Throws<InvalidOperationException>(() => accumulator.Merge(Random(new Random(3), AccumulatorKind.Region)));
    }
}
