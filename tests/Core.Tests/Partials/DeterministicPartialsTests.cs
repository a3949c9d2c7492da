using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>The invariant that all results depend on: rows are a function of the log alone.</summary>
public sealed class DeterministicPartialsTests
{
    private static readonly PipelineSettings Settings = new();

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(60);

    /// <summary>Events over some minutes, each at most 5 s behind the latest before it.</summary>
    private static List<ContentDownloadEvent> InBounds(Random random, int count)
    {
        var events = new List<ContentDownloadEvent>();
        var now = TestEvent.Origin;
        for (var i = 0; i < count; i++)
        {
            now += random.Next(0, 2500);
            events.Add(TestEvent.Random(random, now - random.Next(0, 5000)));
        }

        return events;
    }

    private static List<List<ContentDownloadEvent>> Split(IEnumerable<ContentDownloadEvent> events, int partitions, Random random)
    {
        var split = Enumerable.Range(0, partitions).Select(_ => new List<ContentDownloadEvent>()).ToList();
        foreach (var e in events)
            split[random.Next(partitions)].Add(e);
        return split;
    }

    [Fact]
    public void RowsEqualAPlainRecount_WhateverTheSplitTheCutsTheRepetitionsAndTheCrashes()
        => Check.One(Runs, Prop.ForAll(Seeds, seed =>
        {
            var random = new Random(seed);
            var events = InBounds(random, random.Next(1, 400));
            var partitions = Split(events, random.Next(1, 13), random);
            var model = new PipelineModel(Settings, seed, crashRate: 0.05);

            var rows = model.Run(partitions);

            Assert.Equal(PlainRecount.Of(events, 60_000), rows);
            Assert.Equal(new PartitionTotals(events.Count, 0, 0), model.Totals);
        }));

    [Fact]
    public void AnyInBoundOrderGivesTheSameRows()
        => Check.One(Runs, Prop.ForAll(Seeds, seed =>
        {
            var random = new Random(seed);
            var events = InBounds(random, 300);
            var shuffled = events.Select((e, i) => (e, Key: e.EventTimeMs + random.Next(0, 5000), i)).OrderBy(x => x.Key).ThenBy(x => x.i)
                .Select(x => x.e);

            var one = new PipelineModel(Settings, seed, 0).Run([events]);
            var other = new PipelineModel(Settings, seed + 1, 0).Run([[.. shuffled]]);

            Assert.Equal(one, other);
        }));

    [Fact]
    public void LatenessIsJudgedByThePartitionsOwnPrefix_AndEveryRecordIsAccountedFor()
        => Check.One(Runs, Prop.ForAll(Seeds, seed =>
        {
            var random = new Random(seed);
            var events = InBounds(random, 600);
            for (var i = 0; i < events.Count; i += 7)
                events[i] = events[i] with { EventTimeMs = events[i].EventTimeMs - random.Next(0, 40 * 60_000) };
            var partitions = Split(events, random.Next(1, 5), random);

            var expected = partitions.Select(OnTime).ToList();
            var model = new PipelineModel(Settings, seed, crashRate: 0.05);
            var rows = model.Run(partitions);

            Assert.Equal(PlainRecount.Of(expected.SelectMany(e => e), 60_000), rows);
            Assert.Equal(expected.Sum(e => e.Count), model.Totals.Counted);
            Assert.Equal(events.Count, model.Totals.Counted + model.Totals.Late + model.Totals.DeadLettered);
        }));

    /// <summary>
    /// The lateness rule in its simplest form: late when the window's end and 10 minutes are not beyond the latest time before, less 5 s.
    /// </summary>
    private static List<ContentDownloadEvent> OnTime(List<ContentDownloadEvent> partition)
    {
        var latest = long.MinValue / 2;
        var onTime = new List<ContentDownloadEvent>();
        foreach (var e in partition)
        {
            if ((e.EventTimeMs / 60_000 * 60_000) + 60_000 + 600_000 > latest - 5_000)
                onTime.Add(e);
            latest = Math.Max(latest, e.EventTimeMs);
        }

        return onTime;
    }

    [Fact]
    public void AnUpdateThatIsRepeatedOrOlderChangesNothing()
    {
        var random = new Random(7);
        var aggregator = new PartitionAggregator(0, Settings, new Core.Avro.AvroEventDecoder(Core.Avro.AvroSchemaSet.Default));
        var merger = new WindowMerger(Settings.Windows);
        var updates = new List<PartitionUpdate>();
        var events = InBounds(random, 200);
        foreach (var e in events)
        {
            aggregator.Add(aggregator.NextOffset, TestEvent.Origin + 100_000_000, default, TestEvent.Encode(e));
            updates.Add(aggregator.TakeUpdate());
        }

        foreach (var update in Enumerable.Reverse(updates).Concat(updates))
            merger.Apply(update);

        Assert.Equal(PlainRecount.Of(events, 60_000), PlainRecount.Of(merger.Windows.Select(w => w.AllRows())));
    }

    [Fact]
    public void ARecordThatWasReadBeforeIsNotCountedAgain()
    {
        var aggregator = new PartitionAggregator(0, Settings, new Core.Avro.AvroEventDecoder(Core.Avro.AvroSchemaSet.Default));
        var record = TestEvent.Encode(TestEvent.Random(new Random(1), TestEvent.Origin));

        aggregator.Add(0, TestEvent.Origin, default, record);
        aggregator.Add(0, TestEvent.Origin, default, record);

        Assert.Equal(new PartitionTotals(1, 0, 0), aggregator.Totals);
    }
}
