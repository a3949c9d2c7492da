namespace StreamPulse.Core.Avro.Schemas;

/// <summary>One of a list of words.</summary>
public sealed class AvroEnumSchema(AvroName name, IReadOnlyList<AvroName> aliases, IReadOnlyList<string> symbols, string? defaultSymbol)
    : AvroNamedSchema(AvroKind.Enum, name, aliases)
{
    public IReadOnlyList<string> Symbols { get; } = symbols;

    /// <summary>What a reader uses for a writer's symbol that it does not know; null where there is none.</summary>
    public string? DefaultSymbol { get; } = defaultSymbol;
}
