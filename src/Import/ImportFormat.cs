namespace StreamPulse.Import;

/// <summary>What an imported file holds.</summary>
public enum ImportFormat
{
    /// <summary>Lines of a web server or CDN, common or combined log format.</summary>
    AccessLog,

    /// <summary>One event as JSON a line.</summary>
    Ndjson,

    /// <summary>An Avro object container file of events.</summary>
    AvroContainer,
}
