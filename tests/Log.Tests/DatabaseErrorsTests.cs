using System.Net.Sockets;
using Npgsql;
using StreamPulse.Log.Postgres;
using StreamPulse.Postgres;

namespace StreamPulse.Log.Tests;

/// <summary>What errors of PostgreSQL mean. Texts and codes are those of a real server.</summary>
public sealed class DatabaseErrorsTests
{
    [Theory]
    // sessions that cannot start, or are ended
    [InlineData("FATAL", "XX000", "could not write init file", DatabaseProblem.Full)]
    [InlineData("FATAL", "XX000", "cache lookup failed for database 16384", DatabaseProblem.Away)]
    [InlineData("FATAL", "58P01", "could not access file \"auto_explain\": No such file or directory", DatabaseProblem.Away)]
    [InlineData("FATAL", "55000", "database \"streampulse\" is not currently accepting connections", DatabaseProblem.Away)]
    [InlineData("FATAL", "53300", "sorry, too many clients already", DatabaseProblem.Away)]
    [InlineData("FATAL", "53200", "out of memory", DatabaseProblem.Away)]
    [InlineData("FATAL", "57P03", "the database system is not yet accepting connections", DatabaseProblem.Away)]
    [InlineData("FATAL", "57P01", "terminating connection due to administrator command", DatabaseProblem.Away)]
    [InlineData("FATAL", "57P05", "terminating connection due to idle-session timeout", DatabaseProblem.Away)]
    [InlineData("FATAL", "25P03", "terminating connection due to idle-in-transaction timeout", DatabaseProblem.Away)]
    [InlineData("FATAL", "42501", "could not open file \"global/pg_filenode.map\": Read-only file system", DatabaseProblem.Away)]
    [InlineData("PANIC", "53100", "could not write to file \"pg_wal/xlogtemp.29\": No space left on device", DatabaseProblem.Full)]
    [InlineData("FATAL", "28P01", "password authentication failed for user \"streampulse\"", DatabaseProblem.Refused)]
    [InlineData("FATAL", "28000", "no pg_hba.conf entry for host \"10.0.0.9\"", DatabaseProblem.Refused)]
    [InlineData("FATAL", "3D000", "database \"streampulze\" does not exist", DatabaseProblem.Refused)]
    [InlineData("FATAL", "42501", "permission denied for database \"streampulse\"", DatabaseProblem.Refused)]
    [InlineData("FATAL", "42704", "unrecognized configuration parameter \"statement_timout\"", DatabaseProblem.Refused)]
    // statements
    [InlineData("ERROR", "53100", "could not extend file \"base/16384/16450\": No space left on device", DatabaseProblem.Full)]
    [InlineData("ERROR", "XX000", "could not extend file \"base/16384/16450\": Disk quota exceeded", DatabaseProblem.Full)]
    [InlineData("ERROR", "58030", "could not read block 3 in file \"base/16384/16450\": Input/output error", DatabaseProblem.Away)]
    [InlineData("ERROR", "25006", "cannot execute INSERT in a read-only transaction", DatabaseProblem.Away)]
    [InlineData("ERROR", "40001", "could not serialize access due to concurrent update", DatabaseProblem.Away)]
    [InlineData("ERROR", "57014", "canceling statement due to statement timeout", DatabaseProblem.Away)]
    [InlineData("ERROR", "42P01", "relation \"checkpoints\" does not exist", null)]
    [InlineData("ERROR", "42501", "permission denied for table checkpoints", null)]
    [InlineData("ERROR", "23505", "duplicate key value violates unique constraint \"checkpoints_pkey\"", null)]
    [InlineData("ERROR", "XX000", "cache lookup failed for relation 16450", null)]
    public void AnErrorOfTheServer(string severity, string sqlState, string message, DatabaseProblem? expected)
        => Assert.Equal(expected, DatabaseErrors.Of(Error(severity, sqlState, message)));

    [Fact]
    public void WithoutAnAnswerOfTheServer_ItIsAway()
    {
        Assert.Equal(DatabaseProblem.Away, DatabaseErrors.Of(new NpgsqlException("Exception while reading from stream")));
        Assert.Equal(DatabaseProblem.Away, DatabaseErrors.Of(new SocketException(111)));
        Assert.Equal(DatabaseProblem.Away, DatabaseErrors.Of(new TimeoutException()));
        Assert.Null(DatabaseErrors.Of(new InvalidOperationException("of this program")));
    }

    [Fact]
    public void AFullDisk_IsSaidOfAnAppendOnlyWhereNothingWasAppended()
    {
        var full = Error("FATAL", "XX000", "could not write init file");

        Assert.IsType<LogFullException>(PostgresErrors.TranslateAppend(full, isInDoubt: false));
        Assert.IsType<LogUnavailableException>(PostgresErrors.TranslateAppend(full, isInDoubt: true));
        Assert.IsType<LogUnavailableException>(PostgresErrors.Translate(full, "")); // a read
    }

    private static PostgresException Error(string severity, string sqlState, string message) => new(message, severity, severity, sqlState);
}
