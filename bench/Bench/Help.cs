namespace StreamPulse.Bench;

/// <summary>The help text.</summary>
internal static class Help
{
    private const string Resource = "bench.txt";

    /// <summary>The text of build/help/bench.txt, which the script prints without building this program.</summary>
    public static string Text
    {
        get
        {
            using var stream = typeof(Help).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
