using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace StreamPulse.Storage;

/// <summary>One step of the schema: a file <c>NNNN_name.sql</c> that is part of this build.</summary>
/// <param name="Version">The number its name starts with.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="Sql">Its statements.</param>
/// <param name="Sha256">Hash of the file, lower-case hexadecimal.</param>
public sealed record Migration(int Version, string Name, string Sql, string Sha256)
{
    /// <summary>All of this build, in order of their version.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load(typeof(Migration).Assembly);

    /// <summary>Describes a file.</summary>
    public static Migration Create(string name, byte[] content)
        => new(
            int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture),
            name,
            System.Text.Encoding.UTF8.GetString(content),
            Convert.ToHexStringLower(SHA256.HashData(content)));

    private static List<Migration> Load(Assembly assembly)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && char.IsAsciiDigit(name[0]))
            .Select(name => Create(name, Read(assembly, name)))
            .OrderBy(migration => migration.Version)
            .ToList();
        var twice = migrations.GroupBy(migration => migration.Version).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? migrations : throw new MigrationException(
            $"This build has two migrations with the number {twice.Key}: {string.Join(", ", twice.Select(m => m.Name))}.");
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
