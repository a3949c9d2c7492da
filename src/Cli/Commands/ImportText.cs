using System.Globalization;

namespace StreamPulse.Cli.Commands;

/// <summary>Texts of both kinds of import.</summary>
internal static class ImportText
{
    /// <summary>How many events and rejects a file has.</summary>
    public static string Counts(string path, long events, long successful, long failed, long rejected)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {events:N0} events ({successful:N0} successful, {failed:N0} failed), {rejected:N0} lines rejected.");
}
