namespace StreamPulse.Import.Tests.Support;

/// <summary>Test data beside the repository, in the folder <c>shared</c>; it is not part of it.</summary>
internal static class SharedFiles
{
    /// <summary>The file's path; skips the test where it is not there.</summary>
    /// <param name="name">Path below the folder.</param>
    public static string FindOrSkip(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "StreamPulse.sln")))
            directory = directory.Parent;
        // A work tree may be one directory deeper than the clone that it belongs to.
        for (var above = directory?.Parent; above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, "shared", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Skip($"shared/{name} is not beside the repository; it is test data that is not part of it.");
        return "";
    }
}
