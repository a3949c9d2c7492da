namespace StreamPulse.Log.Kafka;

/// <summary>
/// A file of client properties as Kafka's own tools take it: <c>key=value</c> on each line; empty lines and those that begin with # are
/// skipped.
/// </summary>
internal static class KafkaPropertiesFile
{
    /// <summary>The properties; none without a path.</summary>
    /// <exception cref="KafkaOptionsException">
    /// The file cannot be read, or a line is no property. The value of a line is never in the message.
    /// </exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return [];
        try
        {
            return Parse(File.ReadLines(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KafkaOptionsException($"Kafka:PropertiesFile is {path}, which cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The properties of the lines.</summary>
    /// <param name="path">Name of the file for errors.</param>
    /// <exception cref="KafkaOptionsException">A line is no property.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(IEnumerable<string> lines, string path)
    {
        return [.. lines.Select(ParseLine).OfType<KeyValuePair<string, string>>()];

        KeyValuePair<string, string>? ParseLine(string line, int index)
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                return null;
            var at = text.IndexOf('=', StringComparison.Ordinal);
            return at > 0
                ? KeyValuePair.Create(text[..at].TrimEnd(), text[(at + 1)..].TrimStart())
                : throw new KafkaOptionsException($"Kafka:PropertiesFile, {path}, line {index + 1}: expected key=value.");
        }
    }
}
