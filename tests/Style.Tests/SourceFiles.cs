namespace StreamPulse.Style.Tests;

/// <summary>The repository's C# sources, as paths from its root with slashes.</summary>
internal static class SourceFiles
{
    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All .cs files below a folder, without build output and packages.</summary>
    public static IEnumerable<string> In(string folder)
        => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(static f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(static f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)
                && !f.Contains("/node_modules/", StringComparison.Ordinal));

    /// <summary>The lines of a file.</summary>
    public static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "StreamPulse.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
