using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Reminders;
using Orleans.TestingHost;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline;
using StreamPulse.Streaming;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>Silos in this process on one database: reminders and grain state in it, membership in memory.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>Short idleness and commits, so that tests wait for little; rows do not depend on either.</summary>
    public static readonly PipelineOptions Quick = new()
    {
        CommitInterval = TimeSpan.FromMilliseconds(50),
        IdleTimeout = TimeSpan.FromMilliseconds(600),
        StallTimeout = TimeSpan.FromMilliseconds(500),
        PartitionPoll = TimeSpan.FromMilliseconds(50),
        MoveAfter = TimeSpan.FromMilliseconds(300),
    };

    private readonly InProcessTestCluster _cluster;

    private TestCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IGrainFactory Grains => _cluster.Client;

    public InProcessTestCluster Silos => _cluster;

    public static async Task<TestCluster> StartAsync(
        PipelineDatabase database, short silos, PipelineOptions? options = null, PipelineSettings? settings = null,
        KafkaOptions? kafka = null, TimeSpan? minimumReminder = null, ManualClock? clock = null, IEventLog? log = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureClientHost(static client => client.Logging.ClearProviders());
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddLogging(static logging =>
            {
                logging.ClearProviders();
                if (Environment.GetEnvironmentVariable(FileLoggers.Variable) is { Length: > 0 } file)
                    logging.AddProvider(new FileLoggers(file)).AddFilter("Orleans", LogLevel.Warning);
            });
            silo.UseAdoNetReminderService(r => (r.Invariant, r.DataSource) = ("Npgsql", database.Source));
            if (minimumReminder is { } minimum)
                silo.Services.Configure<ReminderOptions>(r => r.MinimumReminderPeriod = minimum);
            silo.Configure<ClusterMembershipOptions>(static membership =>
            {
                (membership.ProbeTimeout, membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration) = (
                    TimeSpan.FromMilliseconds(500), 2, 1);
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(1);
            });
            if (clock is not null)
            {
                // Grains, their timers and reminders go by it; what silos do among themselves goes by the real one.
                silo.Services.AddSingleton<TimeProvider>(clock);
                silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
                silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, clock);
            }

            silo.AddStreamPulseGrains(database.Source, settings ?? new PipelineSettings(), options ?? Quick);
            if (kafka is not null)
            {
                silo.AddKafkaStreams("log", kafka, ConfigureStreams);
                return;
            }

            silo.Services.AddSingleton(log ?? database.Log);
            silo.AddLogStreams("log", ConfigureStreams);
        });

        static void ConfigureStreams(LogStreamOptions streams)
        {
            streams.StreamNamespace = GrainsSiloBuilderExtensions.StreamNamespace;
            streams.PartitionPoll = TimeSpan.FromMilliseconds(200);
        }

        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestCluster(cluster);
    }

    /// <summary>For what goes on after silos have died, on a machine that others use too.</summary>
    public static readonly TimeSpan AfterCrash = TimeSpan.FromMinutes(2);

    public Task<PipelineState> StateAsync() => Grains.GetGrain<IPipelineGrain>(0).GetStateAsync();

    /// <summary>Waits until every record is in a checkpoint, every window closed, and every row durable.</summary>
    public async Task WaitSettledAsync(PipelineDatabase database)
    {
        await Progress.UntilAsync("records, open windows and due rows left", (0L, 0L, 0L), database.LeftAsync, AfterCrash);
        await Progress.UntilAsync("settled", true, async () => (await TryStateAsync())?.Settled ?? false);
    }

    /// <summary>The same, for a log of so many records.</summary>
    public Task WaitSettledAsync(long records)
        => Progress.UntilAsync(
            "settled", (true, records),
            async () => await TryStateAsync() is { } state
                ? (state.Settled, state.Partitions.Sum(static p => p.CommittedOffset))
                : default);

    private async Task<PipelineState?> TryStateAsync()
    {
        try
        {
            return await StateAsync();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            return null; // a silo has just been killed
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
