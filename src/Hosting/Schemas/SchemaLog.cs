using Microsoft.Extensions.Logging;
using StreamPulse.Core.Avro;

namespace StreamPulse.Hosting.Schemas;

/// <summary>Log messages about schemas; event ids 2430 to 2439.</summary>
internal static partial class SchemaLog
{
    [LoggerMessage(2430, LogLevel.Warning,
        "Records name the schema {Id}, which neither a file nor the schema registry has. They are dead letters with the reason "
        + "unknown_schema; retry them once the schema is there.")]
    public static partial void Unknown(ILogger logger, SchemaId id);

    [LoggerMessage(2431, LogLevel.Warning,
        "Records of the schema {Id} cannot be read and are dead letters with the reason undecodable_avro. {Problem}")]
    public static partial void Unusable(ILogger logger, SchemaId id, string problem);
}
