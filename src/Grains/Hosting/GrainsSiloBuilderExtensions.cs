using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Partitions;
using StreamPulse.Grains.Pipeline;
using StreamPulse.Grains.Rows;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Restore;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Hosting;

/// <summary>Adds the grains to a silo.</summary>
public static class GrainsSiloBuilderExtensions
{
    /// <summary>Namespace of the streams that deliver the log to them.</summary>
    public const string StreamNamespace = PartitionGrain.StreamNamespace;

    /// <summary>
    /// Adds the grains. The container must have an <see cref="Log.IEventLog"/>; the silo needs reminders, and streams over that log
    /// (<see cref="LogStreamsSiloBuilderExtensions.AddLogStreams"/>) with <see cref="StreamNamespace"/>.
    /// </summary>
    /// <param name="dataSource">The migrated database of checkpoints and rows.</param>
    public static ISiloBuilder AddStreamPulseGrains(
        this ISiloBuilder builder, NpgsqlDataSource dataSource, PipelineSettings settings, PipelineOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<IConfigurationValidator>(new PipelineOptionsValidator(options, settings));
        services.AddSingleton(settings);
        services.AddSingleton(options);
        services.TryAddSingleton(dataSource);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISchemaSource>(new FixedSchemas(AvroSchemaSet.Default));
        services.AddSingleton(new PostgresBinding(dataSource));
        var partitions = new PostgresPartitionStore(dataSource);
        services.AddSingleton(partitions);
        services.AddSingleton<IPartitionStore>(partitions);
        services.AddSingleton(_ => new PostgresRowStore(dataSource)); // by a factory, so that the container disposes it
        services.AddSingleton<IRowStore, MeteredRowStore>();
        services.AddSingleton<IWindowStore>(new PostgresWindowStore(dataSource));
        services.AddSingleton<IPartitionPeer, GrainPartitionPeer>();
        services.AddSingleton<IRowPeer, GrainRowPeer>();
        services.AddSingleton<IAlertPeer, GrainAlertPeer>();
        services.AddSingleton<RowOperatorFactory>();
        services.AddSingleton<GrainMetrics>();
        services.AddSingleton<SiloHome>();
        services.AddSingleton<SiloFailures>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<SiloFailures>());
        services.AddSingleton<DatabaseBinding>();
        services.AddSingleton<ILogPositions, CheckpointPositions>();
        services.AddHostedService<PipelineKeeper>();
        return builder.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
    }
}
