using System.Text.Json;

namespace StreamPulse.Core.Avro.Schemas;

/// <summary>A field of a record.</summary>
/// <param name="Aliases">Names under which a writer may know this field.</param>
/// <param name="Default">What a reader uses where the writer has no such field, as the schema's JSON; null where there is none.</param>
public sealed record AvroField(string Name, IReadOnlyList<string> Aliases, AvroSchema Schema, JsonElement? Default)
{
    /// <summary>Whether this field, a reader's, matches the writer's field of that name.</summary>
    public bool Answers(string writerName)
        => string.Equals(Name, writerName, StringComparison.Ordinal) || Aliases.Contains(writerName, StringComparer.Ordinal);
}
