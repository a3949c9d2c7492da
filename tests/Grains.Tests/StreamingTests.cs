using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Core.Keys;
using StreamPulse.Log;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests;

/// <summary>What the stream provider hands on, and who owns a key.</summary>
public sealed class StreamingTests
{
    [Fact]
    public void ABatch_HoldsTheRecordsThatWereWritten_WithHolesInTheirOffsets()
        => Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Hole, int IngestionTime, byte[] Key, byte[] Value)[]>(),
            static records =>
            {
                var writer = new LogBatchWriter(4);
                writer.Begin(1000);
                var expected = new List<string>();
                var offset = 1000L;
                foreach (var (hole, time, key, value) in records)
                {
                    offset += hole;
                    writer.Add(new LogRecord(offset, time, key, value));
                    expected.Add($"{offset} {time} {Convert.ToHexString(key)} {Convert.ToHexString(value)}");
                    offset++;
                }

                var batch = writer.End(offset + 5, offset + 2);
                var actual = new List<string>();
                var reader = batch.Read();
                while (reader.TryRead(out var record))
                    actual.Add($"{record.Offset} {record.IngestionTimeMs} {Convert.ToHexString(record.Key)} {Convert.ToHexString(record.Value)}");

                return expected.SequenceEqual(actual) && (batch.FromOffset, batch.NextOffset, batch.EndOffset) == (1000, offset + 2, offset + 5);
            }).QuickCheckThrowOnFailure();

    /// <summary>Silos of different versions must deal keys out alike, so the shares of some keys are written down here.</summary>
    [Theory]
    [InlineData("mov_batman", 53)]
    [InlineData("EU-London", 59)]
    [InlineData("iPhone 15\0iOS 17.4", 22)]
    public void TheShareOfAKey_IsTheSameForEver(string key, int share)
        => Assert.Equal(share, KeyShares.Of(new Utf8Key(System.Text.Encoding.UTF8.GetBytes(key))));

    [Fact]
    public void Keys_AreDealtOutToAllShares_AboutEvenly()
    {
        var counts = Enumerable.Range(0, 64_000).Select(static i => KeyShares.Of(new Utf8Key(System.Text.Encoding.UTF8.GetBytes($"mov_{i:000000}")))).CountBy(static s => s).ToList();

        Assert.Equal(KeyShares.Count, counts.Count);
        Assert.All(counts, static c => Assert.InRange(c.Value, 800, 1200));
    }

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
}
