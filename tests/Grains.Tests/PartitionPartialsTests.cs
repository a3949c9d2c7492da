using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Tests;

/// <summary>What a partition commits of its windows, and what it answers about what is committed.</summary>
public sealed class PartitionPartialsTests
{
    private static readonly long First = HandMadeEvents.Start.ToUnixTimeMilliseconds();

    private readonly LonePartition _lone = new();

    [Fact]
    public async Task BeforeACommit_NothingIsCommitted_AndTheStoreNeedNotBeRead()
    {
        using var partition = await _lone.OpenAsync();
        await _lone.DeliverAsync(partition, 1);

        foreach (var start in new[] { First, First + 60_000 })
        {
            var answer = Committed(partition, AccumulatorKind.Region, start, 0);
            Assert.Equal(0, answer.Version);
            Assert.Empty(answer.Partials);
        }
    }

    [Fact]
    public async Task ACommit_HoldsWhatChangedSinceTheLastOne_AndTheAnswerWhatTheCallerHasNot()
    {
        using var partition = await _lone.OpenAsync();
        await _lone.DeliverAsync(partition, 1);
        await _lone.DeliverAsync(partition, 1, "DE");
        await partition.CommitAsync(default);
        await _lone.DeliverAsync(partition, 2);
        await partition.CommitAsync(default);

        var segments = _lone.Commits.Select(static c => Assert.Single(c.Segments)).ToArray();
        Assert.Equal([("DE", 1), ("FR", 1)], Regions(segments[0].Partials));
        Assert.Equal([("FR", 2)], Regions(segments[1].Partials));

        Assert.Equal([("DE", 1), ("FR", 2)], Regions(Committed(partition, AccumulatorKind.Region, First, 0).Partials));
        Assert.Equal([("FR", 2)], Regions(Committed(partition, AccumulatorKind.Region, First, 1).Partials));
        Assert.Empty(Committed(partition, AccumulatorKind.Region, First, 2).Partials);
        Assert.Equal(2, Committed(partition, AccumulatorKind.Region, First, 2).Version);
        var content = Assert.Single(Committed(partition, AccumulatorKind.Content, First, 0).Partials);
        Assert.Equal((AccumulatorKind.Content, 3), (content.Kind, content.Total));
    }

    [Fact]
    public async Task TheNinthSegment_ReplacesTheOthers_AndHoldsEveryKey()
    {
        using var partition = await _lone.OpenAsync();
        await _lone.DeliverAsync(partition, 1, "DE");
        for (var i = 0; i < 9; i++)
        {
            await _lone.DeliverAsync(partition, 1);
            await partition.CommitAsync(default);
        }

        var segments = _lone.Commits.Select(static c => Assert.Single(c.Segments)).ToArray();
        Assert.All(segments[..8], static s => Assert.False(s.ReplacesEarlier));
        Assert.True(segments[8].ReplacesEarlier);
        Assert.Equal([("DE", 1), ("FR", 9)], Regions(segments[8].Partials));
    }

    [Fact]
    public async Task AWindowThatIsEvicted_IsInTheStoreAlone()
    {
        using var partition = await _lone.OpenAsync();
        await _lone.DeliverAsync(partition, 1);
        await _lone.DeliverAsync(partition, 3_600);
        await partition.CommitAsync(default);
        Assert.Equal(1, Committed(partition, AccumulatorKind.Region, First, 0).Version);

        _lone.Report(partition, First);
        await _lone.DeliverAsync(partition, 3_601);
        await partition.CommitAsync(default);
        Assert.Null(Committed(partition, AccumulatorKind.Region, First, 0).Version);
    }

    private static CommittedPartials Committed(PartitionOperator partition, AccumulatorKind kind, long start, int since)
        => Assert.Single(partition.GetCommitted(new CommittedRequest(kind, [start], [since])));

    private static (string Region, long Total)[] Regions(IEnumerable<DownloadAccumulator> partials)
        => [.. partials.Where(static p => p.Kind == AccumulatorKind.Region).Select(static p => (p.Key.ToString(), p.Total)).Order()];
}
