namespace StreamPulse.Import;

/// <summary>What an imported file holds.</summary>
public enum ImportFormat
{
    /// <summary>Lines of a web server or CDN, common or combined log format.</summary>
    AccessLog,

    /// <summary>One JSON object a line: an event, or a request as Caddy, Traefik and nginx log it.</summary>
    Ndjson,

    /// <summary>An Avro object container file of events.</summary>
    AvroContainer,

    /// <summary>W3C extended log format, as IIS and CloudFront write it.</summary>
    W3c,
}
