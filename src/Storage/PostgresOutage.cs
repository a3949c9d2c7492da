using Npgsql;

namespace StreamPulse.Storage;

/// <summary>Distinguishes an outage, after which a retry can succeed, from a defect, after which it cannot.</summary>
internal static class PostgresOutage
{
    /// <summary>
    /// SQLSTATE classes: connection exception, transaction rollback, insufficient resources, operator intervention, system error.
    /// </summary>
    private static readonly string[] Classes = ["08", "40", "53", "57", "58"];

    /// <summary>Read-only transaction: a server that was made a standby.</summary>
    private const string ReadOnly = "25006";

    /// <summary>
    /// The server ended a transaction in which this program sent nothing for too long: it was paused, or had no processor time.
    /// </summary>
    private const string Abandoned = "25P03";

    /// <summary>Whether the same call may work later. A violated constraint or a missing table will not.</summary>
    public static bool Is(Exception e) => e switch
    {
        PostgresException p
            => p.SqlState is ReadOnly or Abandoned || Array.Exists(Classes, c => p.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException => true,
        _ => false,
    };
}
