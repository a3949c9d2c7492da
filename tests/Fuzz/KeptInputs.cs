namespace StreamPulse.Fuzz;

/// <summary>The inputs in Corpus/TARGET: examples to start from, and each input that once failed.</summary>
internal static class KeptInputs
{
    /// <summary>By file name; empty for a target that has none.</summary>
    public static IReadOnlyList<(string Name, byte[] Input)> Of(string target)
    {
        var directory = Path.Combine(AppContext.BaseDirectory, "Corpus", target);
        return Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))]
            : [];
    }
}
