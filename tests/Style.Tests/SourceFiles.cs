using StreamPulse.Testing;

namespace StreamPulse.Style.Tests;

/// <summary>The repository's C# sources, as paths from its root with slashes.</summary>
internal static class SourceFiles
{
    /// <summary>All .cs files below a folder, without build output and packages.</summary>
    public static IEnumerable<string> In(string folder)
        => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(static f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(static f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)
                && !f.Contains("/node_modules/", StringComparison.Ordinal));

    /// <summary>The lines of a file.</summary>
    public static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Repository.Root, file));
}
