using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Log;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests;

/// <summary>What the stream provider hands on, and who owns a key.</summary>
public sealed class StreamingTests
{
    [Fact]
    public void ABatch_HoldsTheRecordsThatWereWritten_WithHolesInTheirOffsets()
        => Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Hole, int Time, bool IsProducers, byte[] Key, NonEmptyArray<byte[]> Values)[]>(),
            static runs =>
            {
                var writer = new LogBatchWriter(4);
                writer.Begin(1000);
                var expected = new List<string>();
                var offset = 1000L;
                foreach (var (hole, time, isProducers, key, values) in runs)
                {
                    offset += hole;
                    writer.Add(new RecordRun(offset, values.Item.Length, time, key, PayloadOf(values.Item), isProducers));
                    foreach (var value in values.Item)
                        expected.Add($"{offset++} {time} {isProducers} {Convert.ToHexString(key)} {Convert.ToHexString(value)}");
                }

                var batch = writer.End(offset + 5, offset + 2);
                var actual = new List<string>();
                var reader = batch.Read();
                while (reader.TryRead(out var record))
                {
                    actual.Add(
                        $"{record.Offset} {record.TimeMs} {record.IsProducerTime} {Convert.ToHexString(record.Key)} "
                        + Convert.ToHexString(record.Value));
                }

                return expected.SequenceEqual(actual)
                    && (batch.FromOffset, batch.NextOffset, batch.EndOffset) == (1000, offset + 2, offset + 5);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void ABatch_ThatIsBackInThePool_CannotBeRead_AndIsReturnedOnce()
    {
        var writer = new LogBatchWriter(4);
        writer.Begin(0);
        writer.Add(new RecordRun(0, 1, 0, default, [1, 2, 3]));
        var batch = writer.End(1);
        Assert.True(batch.TryHold());
        batch.Release();
        Assert.NotEmpty(batch.Records);

        batch.Release();
        Assert.False(batch.TryHold());
        Assert.Throws<ObjectDisposedException>(() => batch.Records);
        Assert.Throws<ObjectDisposedException>(() =>
        {
            batch.Read();
        });
        Assert.Throws<InvalidOperationException>(batch.Release);
    }

    /// <summary>Several threads make batches, read them and release them: a held batch has the records that were written.</summary>
    [Fact]
    public void AHeldBatch_HasItsOwnRecords_WhileOtherThreadsReturnTheirs()
        => Parallel.For(0, 8, static number =>
        {
            var random = new Random(number);
            var writer = new LogBatchWriter(number);
            for (var round = 0; round < 200; round++)
            {
                var value = new byte[random.Next(1, 200_000)];
                Array.Fill(value, (byte)(number + 1));
                writer.Begin(round);
                writer.Add(new RecordRun(round, 1, 0, default, value));
                var batch = writer.End(round + 1);
                Parallel.Invoke(
                    () =>
                    {
                        if (!batch.TryHold())
                            return;
                        var reader = batch.Read();
                        Assert.True(reader.TryRead(out var record));
                        Assert.True(record.Value.SequenceEqual(value));
                        batch.Release();
                    },
                    batch.Release);
                Assert.False(batch.TryHold());
            }
        });

    [Theory]
    [InlineData(2, "05")]
    [InlineData(3, "0101")]
    public void ARunOfFewerRecordsThanItSays_IsRefused(int count, string payload)
    {
        var writer = new LogBatchWriter(4);
        writer.Begin(0);
        writer.Add(new RecordRun(0, count, 0, default, Convert.FromHexString(payload)));
        var batch = writer.End(count);
        Assert.Throws<InvalidDataException>(() =>
        {
            for (var reader = batch.Read(); reader.TryRead(out _);)
            {
            }
        });
    }

    /// <summary>Silos of different versions must deal windows out alike, so the shares of some are written down here.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_772_352_000_000, 0)]
    [InlineData(-60_000, 7)]
    public void TheShareOfAWindow_IsTheSameForEver(long windowStartMs, int share)
        => Assert.Equal(share, WindowShares.Of(windowStartMs, 60_000));

    [Fact]
    public void Windows_AreDealtOutInTurn()
        => Assert.Equal(
            Enumerable.Range(0, 16).Select(static i => i % WindowShares.Count),
            Enumerable.Range(-8, 16).Select(static i => WindowShares.Of(i * 60_000L, 60_000)));

    [Fact]
    public void OptionsOutOfRange_AreNamedWithTheirValueAndWhatIsAllowed()
    {
        var options = new LogStreamOptions { BatchBytes = 1, PollInterval = TimeSpan.Zero, StreamNamespace = "" };

        Assert.Equal(
            [
                "Streams:log:StreamNamespace is ''; allowed are 1 to 100 characters.",
                "Streams:log:BatchBytes is 1; allowed are 1024 to 16777216.",
                "Streams:log:PollInterval is 00:00:00; allowed are 00:00:00.0010000 to 00:00:10.",
            ],
            options.Problems("log"));
    }

    private static byte[] PayloadOf(byte[][] values)
    {
        if (values.Length == 1)
            return values[0];
        var payload = new List<byte>();
        var length = new byte[RecordFormat.MaximumLengthBytes];
        foreach (var value in values)
        {
            payload.AddRange(length[..RecordFormat.WriteLength(length, value.Length)]);
            payload.AddRange(value);
        }

        return [.. payload];
    }
}
