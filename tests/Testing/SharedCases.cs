namespace StreamPulse.Testing;

/// <summary>Files of the public cases, which lie beside the checkout; each case's expected.md says what is right.</summary>
public static class SharedCases
{
    /// <summary>The contents of a case's file. Skips the test where the cases are not there: they are no part of the repository.</summary>
    /// <param name="name">Name of the case's folder.</param>
    public static byte[] Read(string name, string file)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "StreamPulse.sln")))
            directory = directory.Parent;
        // A work tree may be one directory deeper than the clone that it belongs to.
        for (var above = directory?.Parent; above is not null; above = above.Parent)
        {
            var cases = Path.Combine(above.FullName, "shared", "cases");
            if (Directory.Exists(cases))
                return File.ReadAllBytes(Path.Combine(cases, name, file));
        }

        throw new InvalidOperationException($"{Xunit.v3.DynamicSkipToken.Value}shared/cases is not beside the repository.");
    }
}
