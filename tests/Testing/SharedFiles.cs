namespace StreamPulse.Testing;

/// <summary>
/// Test data beside the checkout, in the folder <c>shared</c>: real data, and public cases whose expected.md says what is right.
/// </summary>
public static class SharedFiles
{
    /// <summary>The contents of a public case's file; skips the test where it is not there.</summary>
    /// <param name="name">Name of the case's folder.</param>
    public static byte[] ReadCase(string name, string file) => File.ReadAllBytes(FindOrSkip($"cases/{name}/{file}"));

    /// <summary>A file's path; skips the test where it is not there: it is no part of the repository.</summary>
    /// <param name="name">Path below the folder.</param>
    public static string FindOrSkip(string name)
    {
        // A work tree may be one directory deeper than the clone that it belongs to.
        for (var above = Directory.GetParent(Repository.Root); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, "shared", name);
            if (File.Exists(path))
                return path;
        }

        throw new InvalidOperationException($"{Xunit.v3.DynamicSkipToken.Value}shared/{name} is not beside the repository.");
    }
}
