using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Operations.Imports;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>Where an import can go on, whatever the order of acknowledgements.</summary>
public sealed class AcknowledgedPrefixTests
{
    [Fact]
    public void IsTheLastLineBeforeTheFirstThatIsNotAcknowledged()
        => Prop.ForAll<bool[], int>((isEvent, seed) =>
        {
            var prefix = new AcknowledgedPrefix();
            var pending = new List<(int Line, Action Acknowledge)>();
            for (var line = 1; line <= isEvent.Length; line++)
            {
                if (isEvent[line - 1])
                    pending.Add((line, prefix.Send(line)));
                else
                    prefix.Pass(line);
            }

            var open = pending.Select(p => p.Line).ToHashSet();
            foreach (var (line, acknowledge) in Shuffled(pending, seed))
            {
                acknowledge();
                open.Remove(line);
                var expected = open.Count == 0 ? isEvent.Length : open.Min() - 1;
                Assert.Equal(expected, prefix.LastLine);
                Assert.Equal(pending.Count(p => p.Line > expected && !open.Contains(p.Line)), prefix.AcknowledgedBehind);
            }

            Assert.Equal(isEvent.Length, prefix.LastLine);
        }).QuickCheckThrowOnFailure();

    private static List<T> Shuffled<T>(List<T> items, int seed)
    {
        var array = items.ToArray();
        new Random(seed).Shuffle(array);
        return [.. array];
    }
}
