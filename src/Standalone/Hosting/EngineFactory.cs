using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Log;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Makes engines of the options in force.</summary>
public sealed class EngineFactory(
    StandaloneOptions options, AvroSchemaSet schemas, EngineMetrics metrics, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>An engine over the log and database, not started.</summary>
    public PipelineEngine Create(IEventLog log, NpgsqlDataSource dataSource)
        => new(log, dataSource, options.Pipeline, options.Engine, schemas, metrics, time, loggers.CreateLogger<PipelineEngine>());
}
