using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Operations.Imports;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>Where an import can be resumed, whatever the order of acknowledgements.</summary>
public sealed class AcknowledgedPrefixTests
{
    [Fact]
    public void IsTheLastEventBeforeTheFirstThatIsNotAcknowledged()
        => Prop.ForAll<PositiveInt, byte, int>((count, before, seed) =>
        {
            var prefix = new AcknowledgedPrefix(before);
            var pending = Enumerable.Range(1, count.Get).Select(i => (Number: before + i, Acknowledge: prefix.Send())).ToList();
            var open = pending.Select(p => p.Number).ToHashSet();
            Assert.Equal(before, prefix.LastEvent);
            foreach (var (number, acknowledge) in Shuffled(pending, seed))
            {
                acknowledge();
                open.Remove(number);
                var expected = open.Count == 0 ? before + count.Get : open.Min() - 1;
                Assert.Equal(expected, prefix.LastEvent);
                Assert.Equal(pending.Count(p => p.Number > expected && !open.Contains(p.Number)), prefix.AcknowledgedBehind);
            }
        }).QuickCheckThrowOnFailure();

    private static List<T> Shuffled<T>(List<T> items, int seed)
    {
        var array = items.ToArray();
        new Random(seed).Shuffle(array);
        return [.. array];
    }
}
