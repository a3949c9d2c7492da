using System.Net.Sockets;
using Npgsql;

namespace StreamPulse.Log.Postgres;

/// <summary>What an exception of the driver means to the log's users.</summary>
internal static class PostgresErrors
{
    /// <summary>The server cannot be reached, shuts down or is too busy: a retry can help.</summary>
    public static bool IsUnavailable(Exception e) => e switch
    {
        PostgresException p => !IsFull(p) && (p.IsTransient || p.SqlState[..2] is "08" or "53" or "57" or "58"),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        // What Npgsql throws when a connection breaks under a transaction or a reader.
        InvalidOperationException or ObjectDisposedException => e.Source == "Npgsql",
        _ => false,
    };

    /// <summary>
    /// The server reported that the transaction was rolled back; without such a report, a broken connection leaves the outcome open.
    /// </summary>
    public static bool IsRolledBack(Exception e) => e is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>The exception of the port that it stands for; null for a fault of this program, which is thrown unchanged.</summary>
    public static Exception? Translate(Exception e, string consequence)
    {
        if (e is PostgresException p && IsFull(p))
        {
            return new LogFullException(
                $"The disk that holds the event log is full ({p.SqlState}: {p.MessageText}). {consequence} Make room, then try again.", e);
        }

        return IsUnavailable(e)
            ? new LogUnavailableException($"The event log's database does not answer: {e.Message} {consequence}", e)
            : null;
    }

    // 53100 disk_full; 58030 io_error, which is how a full disk shows while a file is extended.
    private static bool IsFull(PostgresException e) => e.SqlState is PostgresErrorCodes.DiskFull or PostgresErrorCodes.IoError;
}
