using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamPulse.LocalPostgres;

/// <summary>The server's settings: a file of our own, included by postgresql.conf and rewritten at every start, and pg_hba.conf.</summary>
internal static partial class ServerConfiguration
{
    private const string OwnFile = "streampulse.conf";

    /// <summary>Makes a new data directory use our settings and allow only connections with a password on 127.0.0.1.</summary>
    public static async Task InstallAsync(string dataDirectory, ServerAccount account, CancellationToken cancellationToken)
    {
        await account.AppendToFileAsync(
            Path.Combine(dataDirectory, "postgresql.conf"), $"\ninclude '{OwnFile}'\n", cancellationToken).ConfigureAwait(false);
        await account.WriteFileAsync(
            Path.Combine(dataDirectory, "pg_hba.conf"),
            "# type  database  user  address       method\nhost    all       all   127.0.0.1/32  scram-sha-256\n",
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The port that was used last; null when none was chosen yet.</summary>
    public static int? ReadPort(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path))
            return null;
        var match = PortPattern().Match(File.ReadAllText(path));
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Writes the settings, as the account that the data belongs to.</summary>
    public static Task WriteAsync(
        string dataDirectory, ServerAccount account, int port, string walCompression, LocalPostgresOptions options,
        CancellationToken cancellationToken)
    {
        var safe = options.ThrowAway ? "off" : "on";
        (string Name, string Value)[] settings =
        [
            ("listen_addresses", "'127.0.0.1'"),
            ("port", port.ToString(CultureInfo.InvariantCulture)),
            ("unix_socket_directories", "''"),
            ("max_connections", options.MaxConnections.ToString(CultureInfo.InvariantCulture)),
            ("password_encryption", "'scram-sha-256'"),
            ("timezone", "'UTC'"),
            ("log_timezone", "'UTC'"),
            ("lc_messages", "'C'"),
            ("datestyle", "'iso, ymd'"),
            ("shared_buffers", $"'{options.SharedBuffersMB.ToString(CultureInfo.InvariantCulture)}MB'"),
            ("work_mem", "'8MB'"),
            ("maintenance_work_mem", "'64MB'"),
            ("max_wal_size", "'2GB'"),
            ("min_wal_size", "'256MB'"),
            ("wal_compression", walCompression),
            ("synchronous_commit", "on"), // an acknowledged append is on disk
            ("fsync", safe),
            ("full_page_writes", safe),
            ("jit", "off"),
            ("logging_collector", "off"),
            ("log_checkpoints", "off"),
            ("log_line_prefix", "'%m [%p] '"),
        ];
        var text = new StringBuilder("# Written at every start; changes made here are lost.\n");
        foreach (var (name, value) in settings)
            text.Append(CultureInfo.InvariantCulture, $"{name} = {value}\n");
        return account.WriteFileAsync(PathIn(dataDirectory), text.ToString(), cancellationToken);
    }

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, OwnFile);

    [GeneratedRegex(@"^port = (\d+)$", RegexOptions.Multiline)]
    private static partial Regex PortPattern();
}
