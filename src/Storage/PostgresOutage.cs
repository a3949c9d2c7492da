using Npgsql;

namespace StreamPulse.Storage;

/// <summary>Tells an outage, which waiting can mend, from a defect, which it cannot.</summary>
internal static class PostgresOutage
{
    /// <summary>SQLSTATE classes: connection exception, transaction rollback, insufficient resources, operator intervention, system error.</summary>
    private static readonly string[] Classes = ["08", "40", "53", "57", "58"];

    /// <summary>Read-only transaction: a server that was made a standby.</summary>
    private const string ReadOnly = "25006";

    /// <summary>The server gave up a transaction that this program was silent in for too long: it had been stopped, or had no processor.</summary>
    private const string Abandoned = "25P03";

    /// <summary>Whether the same call may work later. A violated constraint or a missing table will not.</summary>
    public static bool Is(Exception e) => e switch
    {
        PostgresException p => p.SqlState is ReadOnly or Abandoned || Array.Exists(Classes, c => p.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException => true,
        _ => false,
    };
}
