using System.Net.Http.Headers;

namespace StreamPulse.Api.Ingest;

/// <summary>Format of the events in a body.</summary>
internal enum IngestFormat
{
    /// <summary>One object, or an array of objects.</summary>
    Json,

    /// <summary>One object per line.</summary>
    NdJson,

    /// <summary>An Avro object container file.</summary>
    Avro,
}

/// <summary>Media types of the formats.</summary>
internal static class IngestFormats
{
    /// <summary>All supported media types.</summary>
    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "application/json", "application/x-ndjson", "application/ndjson", "application/avro", "avro/binary",
    ];

    /// <summary>The format of a Content-Type header; null if not supported.</summary>
    public static IngestFormat? OfContentType(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed))
            return null;
        if (parsed.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        return parsed.MediaType?.ToLowerInvariant() switch
        {
            "application/json" => IngestFormat.Json,
            "application/x-ndjson" or "application/ndjson" => IngestFormat.NdJson,
            "application/avro" or "avro/binary" => IngestFormat.Avro,
            _ => null,
        };
    }
}
