namespace StreamPulse.Core.Avro.Schemas;

/// <summary>A record, enum or fixed.</summary>
public abstract class AvroNamedSchema : AvroSchema
{
    private protected AvroNamedSchema(AvroKind kind, AvroName name, IReadOnlyList<AvroName> aliases)
        : base(kind)
    {
        Name = name;
        Aliases = aliases;
    }

    public AvroName Name { get; }

    /// <summary>Names under which a writer may know this type.</summary>
    public IReadOnlyList<AvroName> Aliases { get; }

    /// <summary>Whether this type, a reader's, may read the writer's type of that name: equal without the namespace, or an alias.</summary>
    public bool Answers(AvroNamedSchema writer)
        => string.Equals(Name.Name, writer.Name.Name, StringComparison.Ordinal) || Aliases.Contains(writer.Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Name}";
}
