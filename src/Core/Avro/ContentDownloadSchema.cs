using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro;

/// <summary>Our own schema, as the file ContentDownloadEvent.avsc has it.</summary>
public static class ContentDownloadSchema
{
    /// <summary>The file's text.</summary>
    public static string Json { get; } = ReadResource();

    /// <summary>The same, parsed.</summary>
    public static AvroSchema Schema { get; } = AvroSchema.Parse(Json);

    private static string ReadResource()
    {
        const string Name = "ContentDownloadEvent.avsc";
        using var stream = typeof(ContentDownloadSchema).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"The assembly has no resource {Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
