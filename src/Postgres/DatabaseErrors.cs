using System.Net.Sockets;
using Npgsql;

namespace StreamPulse.Postgres;

/// <summary>
/// What an exception of the driver means. The only place that decides it, for the embedded log, the store and the private server.
/// </summary>
public static class DatabaseErrors
{
    /// <summary>
    /// SQLSTATE classes: connection exception, transaction rollback, insufficient resources, operator intervention, system error.
    /// </summary>
    private static readonly string[] AwayClasses = ["08", "40", "53", "57", "58"];

    /// <summary>
    /// SQLSTATE classes with which a session is refused: not supported, wrong value, wrong user or password, no such database, no such
    /// setting or no permission.
    /// </summary>
    private static readonly string[] RefusedClasses = ["0A", "22", "28", "3D", "42"];

    /// <summary>What the operating system says, in errors of any code; PostgreSQL has no code of its own for a quota.</summary>
    private static readonly string[] NoRoom = ["No space left on device", "Disk quota exceeded"];

    /// <summary>A session cannot start because it cannot write its cache of the catalog. The reason, a full disk, is not said.</summary>
    private const string NoInitFile = "could not write init file";

    private const string ReadOnlyDisk = "Read-only file system";

    /// <summary>
    /// The server ended a transaction in which this program sent nothing for too long: it was paused, or had no processor time.
    /// </summary>
    private const string Abandoned = "25P03";

    /// <summary>What it is; null for a defect, such as a violated constraint or a missing table, after which no retry helps.</summary>
    public static DatabaseProblem? Of(Exception e) => e switch
    {
        PostgresException p => Of(p),
        NpgsqlException or SocketException or IOException or TimeoutException => DatabaseProblem.Away,
        // What Npgsql throws when a connection breaks under a transaction or a reader.
        InvalidOperationException when e.Source == "Npgsql" => DatabaseProblem.Away, // ObjectDisposedException is one too
        _ => null,
    };

    /// <summary>What the server said, on one line; the driver adds a line that says that it leaves out the detail.</summary>
    public static string Text(Exception e) => e is PostgresException p ? $"{p.SqlState}: {p.MessageText}" : e.Message;

    /// <summary>Whether the same call may work later.</summary>
    public static bool IsOutage(Exception e) => Of(e) is not null;

    /// <summary>
    /// Whether the server reported that the transaction was rolled back; without such a report, a broken connection leaves the outcome
    /// open.
    /// </summary>
    public static bool IsRolledBack(Exception e) => e is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether a connection that had been opened earlier was broken; a new one may work at once.</summary>
    public static bool IsBrokenSession(Exception e)
        => e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
            or NpgsqlException { InnerException: IOException or SocketException };

    /// <summary>Whether it is a running server that recovers from a crash, starts or stops: it can be expected back.</summary>
    public static bool IsPassing(Exception e)
        => e is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } || IsBrokenSession(e);

    private static DatabaseProblem? Of(PostgresException e)
    {
        if (e.SqlState == PostgresErrorCodes.DiskFull || Array.Exists(NoRoom, e.MessageText.Contains)
            || (IsEndOfSession(e) && e.MessageText.Contains(NoInitFile, StringComparison.Ordinal)))
        {
            return DatabaseProblem.Full;
        }

        var isSqlState = (string c) => e.SqlState.StartsWith(c, StringComparison.Ordinal);
        if (e.MessageText.Contains(ReadOnlyDisk, StringComparison.Ordinal))
            return DatabaseProblem.Away; // its code is that of a missing permission
        if (IsEndOfSession(e) && Array.Exists(RefusedClasses, c => isSqlState(c)))
            return DatabaseProblem.Refused;
        // No error that ends a session is about a statement of ours: the server or its administrator ends it, or none can be started.
        return IsEndOfSession(e) || e.IsTransient || e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or Abandoned
            || Array.Exists(AwayClasses, c => isSqlState(c))
            ? DatabaseProblem.Away
            : null;
    }

    private static bool IsEndOfSession(PostgresException e) => e.InvariantSeverity is "FATAL" or "PANIC";
}
