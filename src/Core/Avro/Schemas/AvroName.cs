namespace StreamPulse.Core.Avro.Schemas;

/// <summary>The name of a record, enum or fixed (Avro specification, "Names").</summary>
/// <param name="Namespace">Dotted, or empty.</param>
/// <param name="Name">Without the namespace.</param>
public sealed record AvroName(string Namespace, string Name)
{
    /// <summary>Namespace and name with a dot between them, or the name alone.</summary>
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    /// <summary>A name as written in a schema: one with a dot is full, any other lies in <paramref name="enclosingNamespace"/>.</summary>
    /// <remarks>
    /// A namespace only has to be the same again where the type is used. Code generators put the name of an outer class into it
    /// (<c>com.example.Outer$</c>), and people the name of an organisation (<c>my-org.events</c>), so its parts may have any characters but
    /// white space and control characters.
    /// </remarks>
    /// <exception cref="AvroSchemaException">The name is not [A-Za-z_][A-Za-z0-9_]*, or a part of the namespace is empty.</exception>
    public static AvroName Resolve(string written, string enclosingNamespace)
    {
        var dot = written.LastIndexOf('.');
        var name = new AvroName(dot < 0 ? enclosingNamespace : written[..dot], written[(dot + 1)..]);
        RequireWord(name.Name, written);
        if (name.Namespace.Length > 0)
        {
            foreach (var part in name.Namespace.Split('.'))
                RequireNamespacePart(part, written);
        }

        return name;
    }

    /// <summary>Refuses what is no name by Avro's rules.</summary>
    /// <exception cref="AvroSchemaException">It is not [A-Za-z_][A-Za-z0-9_]*.</exception>
    public static void RequireWord(string word, string written)
    {
        var valid = word.Length > 0 && !char.IsAsciiDigit(word[0]) && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!valid)
            throw new AvroSchemaException($"'{written}' is not an Avro name: letters, digits and underscores, not starting with a digit.");
    }

    private static void RequireNamespacePart(string part, string written)
    {
        if (part.Length == 0 || part.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new AvroSchemaException($"'{written}' is not an Avro name: a part of its namespace is empty or has white space.");
    }

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
