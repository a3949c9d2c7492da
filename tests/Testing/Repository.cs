namespace StreamPulse.Testing;

/// <summary>The checkout that the tests were built in.</summary>
public static class Repository
{
    /// <summary>Its directory, which holds StreamPulse.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "StreamPulse.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
