namespace StreamPulse.Bench.Sql;

/// <summary>The statements of Sql/Statements, by name.</summary>
internal static class Statement
{
    public static string Read(string name)
    {
        using var stream = typeof(Statement).Assembly.GetManifestResourceStream($"StreamPulse.Bench.Sql.Statements.{name}.sql")
            ?? throw new ArgumentException($"There is no statement {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
