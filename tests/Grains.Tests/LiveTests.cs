using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Live;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Generator;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Open windows, gathered from the partitions, against a count of the same events.</summary>
public sealed class LiveTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions SixMinutes = GoldenTraffic.Options with { LateShare = 0, OutOfOrderShare = 0 };
    private const int Events = 18_000;

    [Fact]
    public async Task TheSnapshot_HoldsTheWindowsThatAreOpen_AndCountsEachEventOnce()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 2, TestCluster.Quick with { IdleTimeout = TimeSpan.FromHours(1) });
        var live = new ClusterLiveState(cluster.Grains, new PipelineSettings(), TimeProvider.System);
        LiveSnapshot? snapshot = null;
        await database.GenerateAsync(SixMinutes, Events / 2);
        await Progress.UntilAsync("partitions heard of", 6, async () => (await cluster.StateAsync()).Partitions.Length);
        await Progress.UntilAsync("events and windows of the first half", (Events / 2, 3L), async () =>
        {
            var (events, windows, _) = await CountAsync();
            return (events, windows);
        });
        await database.GenerateAsync(SixMinutes with { Seed = 43, StartEventTime = SixMinutes.StartEventTime.AddMinutes(3) }, Events / 2);

        await Progress.UntilAsync("events, windows and open windows", (Events, 6L, 1), CountAsync);

        Assert.NotNull(snapshot!.Watermark);
        Assert.Equal(snapshot.Regions.Sum(static r => r.Total), snapshot.Contents.Sum(static c => c.Total));
        Assert.Equal(snapshot.Regions.Sum(static r => r.Successful), snapshot.Devices.Sum(static d => d.Successful));

        // A window that closes between the answer and the queries is in both, so the numbers fit only while none does.
        async Task<(long Events, long Windows, int Open)> CountAsync()
        {
            try
            {
                snapshot = await live.GetAsync(default);
                var open = snapshot.OpenWindows.Count;
                return (Total(snapshot) + await StoredAsync(database), open + await ClosedAsync(), open);
            }
            catch (LiveStateUnavailableException)
            {
                return (-1, -1, -1); // while a partition moves to its home there is no answer, and a gateway asks again
            }
        }

        Task<long> ClosedAsync() => database.NumberAsync("SELECT count(*) FROM closed_windows");
    }

    private static long Total(LiveSnapshot snapshot) => snapshot.Regions.Sum(static r => r.Total);

    private static Task<long> StoredAsync(PipelineDatabase database)
        => database.NumberAsync("SELECT coalesce(sum(total_downloads), 0) FROM region_health JOIN closed_windows USING (window_start)");
}
