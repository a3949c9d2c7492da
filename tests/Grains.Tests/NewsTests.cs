using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Partitions tell the pipeline grain of news. It does not ask by itself here for as long as a test takes.</summary>
public sealed class NewsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task AWindowIsKnownToBeOpen_AndCloses_WithoutPolling()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 2, TestCluster.Quick with { PartitionPoll = TimeSpan.FromMinutes(5) });
        await Progress.UntilAsync("partitions heard of", 1, async () => (await cluster.StateAsync()).Partitions.Length);

        await database.AppendAsync("FR", 1);
        await Progress.UntilAsync("open windows", 1, async () => (await cluster.StateAsync()).OpenWindows.Length);

        await database.AppendAsync("FR", 200);
        await Progress.UntilAsync("closed windows", 1, () => database.NumberAsync("SELECT count(*) FROM closed_windows"));
    }

    [Fact]
    public async Task WhatIsReadAfterACommit_IsCommittedToo_ThoughNobodyAsksAndNoWindowEnds()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 1,
            TestCluster.Quick with
            {
                PartitionPoll = TimeSpan.FromMinutes(5), StallTimeout = TimeSpan.FromMinutes(5), IdleTimeout = TimeSpan.FromMinutes(10),
            });
        for (var record = 1; record <= 3; record++)
        {
            await database.AppendAsync("FR", record);
            await Progress.UntilAsync(
                "records committed", record, () => database.NumberAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints"));
        }
    }

    [Fact]
    public async Task WhoAsksForTheStateAnew_HearsOfRecordsThatAreNoNews()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 1,
            TestCluster.Quick with { PartitionPoll = TimeSpan.FromMinutes(5), CommitInterval = TimeSpan.FromMinutes(5) });
        await Progress.UntilAsync("partitions heard of", 1, async () => (await cluster.StateAsync()).Partitions.Length);
        await database.AppendAsync("FR", 1);
        await Progress.UntilAsync("open windows", 1, async () => (await cluster.StateAsync()).OpenWindows.Length);

        await database.AppendAsync("FR", 2);
        var pipeline = cluster.Grains.GetGrain<IPipelineGrain>(0);
        await Progress.UntilAsync("records read", 2, async () => (await pipeline.AskStateAsync()).Partitions.Sum(static p => p.NextOffset));
    }
}
