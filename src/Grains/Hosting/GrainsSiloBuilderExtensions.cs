using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Alerts;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Keys;
using StreamPulse.Grains.Partitions;
using StreamPulse.Grains.Pipeline;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Hosting;

/// <summary>Adds the grains to a silo.</summary>
public static class GrainsSiloBuilderExtensions
{
    /// <summary>Name of the grain storage that the grains use.</summary>
    public const string StorageName = AnomalyDetectorGrain.Store;

    /// <summary>Namespace of the streams that deliver the log to them.</summary>
    public const string StreamNamespace = PartitionGrain.StreamNamespace;

    /// <summary>
    /// Adds the grains. The container must have an <see cref="Log.IEventLog"/>; the silo needs reminders, a grain storage named <see cref="StorageName"/>, and
    /// streams over that log (<see cref="LogStreamsSiloBuilderExtensions.AddLogStreams"/>) with <see cref="StreamNamespace"/>.
    /// </summary>
    /// <param name="dataSource">The migrated database of checkpoints and rows.</param>
    public static ISiloBuilder AddStreamPulseGrains(
        this ISiloBuilder builder, NpgsqlDataSource dataSource, PipelineSettings settings, GrainOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<IConfigurationValidator>(new GrainOptionsValidator(options, settings));
        services.AddSingleton(settings);
        services.AddSingleton(options);
        services.TryAddSingleton(dataSource);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(AvroSchemaSet.Default);
        services.AddSingleton(new PostgresPipelineStore(dataSource));
        services.AddSingleton(new PostgresPartitionStore(dataSource));
        services.AddSingleton(new PostgresRowStore(dataSource));
        services.AddSingleton(new PostgresWindowSink(dataSource));
        services.AddSingleton<PartitionCommitter>();
        services.AddSingleton<GrainMetrics>();
        services.AddSingleton<SiloHome>();
        services.AddSingleton<SiloDeaths>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<SiloDeaths>());
        services.AddSingleton<LogOfDatabase>();
        services.AddSingleton<ILogPositions, CheckpointPositions>();
        services.AddSingleton<PartialsReader>();
        services.AddSingleton<RowWriter>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<RowWriter>());
        services.AddTransient<PartitionPoll>();
        services.AddTransient<WindowCloser>();
        services.AddTransient<WindowRetirer>();
        services.AddTransient<RegionFeed>();
        services.AddHostedService<PipelineKeeper>();
        return builder.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
    }
}
