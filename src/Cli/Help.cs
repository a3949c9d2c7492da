namespace StreamPulse.Cli;

/// <summary>The text that is printed when the program is called without arguments, or with the word help alone.</summary>
internal static class Help
{
    private const string Resource = "short.txt";

    /// <summary>The text of build/help/short.txt, which the script prints without building the program.</summary>
    public static string Short
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
