using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace StreamPulse.Hosting;

/// <summary>The files that hold secrets, and whether they keep them.</summary>
internal static class SecretFiles
{
    /// <summary>Files that variables name, and whose contents are read at once: of passwords, connection strings and tokens.</summary>
    private static readonly string[] Named = ["Postgres_File", "DashboardPassword_File", "Token_File"];

    /// <summary>Properties of the Kafka client that name a file with a private key.</summary>
    private static readonly string[] KeyProperties =
        ["ssl.key.location", "ssl.keystore.location", "sasl.oauthbearer.assertion.private.key.file"];

    /// <summary>The files of the first kind.</summary>
    public static IReadOnlyList<string> NamedIn(IConfiguration configuration)
        => [.. Named.Select(name => configuration[name]).OfType<string>().Where(static path => path.Length > 0)];

    /// <summary>One sentence for each secret file that every account of the machine can read.</summary>
    public static IEnumerable<string> Warnings(StreamPulseOptions options)
    {
        string?[] others = [options.Auth.KeyFile, options.Auth.TicketKeyFile, options.Kafka.PropertiesFile];
        return options.SecretFiles.Concat(others).Concat(KeyProperties.Select(name => options.Kafka.Properties.GetValueOrDefault(name)))
            .OfType<string>().Distinct().Where(IsReadableByAll)
            .Select(static path =>
            {
                var mode = Convert.ToString((int)ModeOf(path), 8);
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} holds a secret and every account of this machine can read it (mode {mode}); run chmod 600 {path}");
            });
    }

    private static bool IsReadableByAll(string path)
    {
        if (!File.Exists(path) || !ModeOf(path).HasFlag(UnixFileMode.OtherRead))
            return false;
        for (var at = Path.GetDirectoryName(Path.GetFullPath(path)); at is not null; at = Path.GetDirectoryName(at))
        {
            if (!ModeOf(at).HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }

    /// <summary>Windows has no such modes: nothing is said there.</summary>
    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
