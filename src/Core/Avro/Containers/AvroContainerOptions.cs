namespace StreamPulse.Core.Avro.Containers;

/// <summary>Bounds on what a container file may make its reader hold.</summary>
public sealed record AvroContainerOptions
{
    /// <summary>Longest block, as stored and as inflated, in bytes. A file with a longer one is refused.</summary>
    public int MaxBlockBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Longest header, in bytes: it holds the schema.</summary>
    public int MaxHeaderBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Our schema with aliases or defaults added, as JSON; see <see cref="AvroSchemaSetOptions.ReaderSchema"/>.</summary>
    public string? ReaderSchema { get; init; }
}
