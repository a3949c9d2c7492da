using System.Data.Common;
using System.Globalization;
using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage;

/// <summary>Opens the database that every program of the product works on.</summary>
public static class ResultDatabase
{
    /// <summary>Npgsql's default connection timeout, in seconds; the connection string can set another one.</summary>
    private const int NpgsqlTimeout = 15;

    private const int ConnectSeconds = 5;

    /// <summary>
    /// Number of statements that a connection keeps prepared after running them twice: parsing and planning cost more than a query for a
    /// few rows. Behind a pooler that gives each transaction another connection, set <c>Max Auto Prepare=0</c> in the connection string.
    /// </summary>
    private const int PreparedStatements = 64;

    private const int UsesBeforePreparing = 2;

    private const string PreparedKeyword = "Max Auto Prepare";

    /// <summary>A data source on the database, with this build's tables.</summary>
    /// <param name="applicationName">Application name of the connections, unless the connection string gives one.</param>
    /// <param name="abandonedAfter">
    /// The server ends a transaction in which the client has sent nothing for this long. For programs that others take over from: one that
    /// is paused, and not killed, would otherwise keep the rows it has written locked.
    /// </param>
    /// <param name="sessionName">
    /// Added to the name of the connections, so that others can find those of this program: <see cref="Cluster.SiloSessions"/>.
    /// </param>
    /// <param name="mustExist">Whether to fail, and change nothing, where the database has no tables of this program at all.</param>
    /// <param name="beforeUpgrade">Called before tables of an older version are changed; null for no check.</param>
    /// <exception cref="StoreUnavailableException">It cannot be reached, or the connection string is not valid.</exception>
    /// <exception cref="MigrationException">It was made by a newer build, or is not to be upgraded now.</exception>
    /// <exception cref="NoTablesException">It has no tables, and they must exist.</exception>
    public static async Task<NpgsqlDataSource> OpenAsync(
        string connectionString, string applicationName, CancellationToken cancellationToken, TimeSpan? abandonedAfter = null,
        string? sessionName = null, bool mustExist = false, BeforeUpgrade? beforeUpgrade = null)
    {
        NpgsqlDataSource? dataSource = null;
        try
        {
            dataSource = Create(connectionString, applicationName, abandonedAfter, sessionName);
            if (mustExist && !await Migrator.HasTablesAsync(dataSource, cancellationToken))
            {
                var database = new NpgsqlConnectionStringBuilder(connectionString);
                throw new NoTablesException(
                    $"The database {database.Database} at {database.Host} has no tables of StreamPulse. Nothing was created. Check "
                    + "STREAMPULSE_POSTGRES, or write to it first: up, import or generate.");
            }

            await Migrator.MigrateAsync(dataSource, Migration.All, cancellationToken, beforeUpgrade);
            return dataSource;
        }
        catch (Exception e)
        {
            if (dataSource is not null)
                await dataSource.DisposeAsync();
            if (Unusable(e) is { } unusable)
                throw unusable;
            throw;
        }
    }

    /// <summary>Checks that the database answers, and changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be reached, or the connection string is not valid.</exception>
    public static async Task PingAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var dataSource = Create(connectionString, "streampulse", null, null);
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception e) when (Unusable(e) is { } unusable)
        {
            throw unusable;
        }
    }

    /// <summary>What to do about an error at the start; null for a defect.</summary>
    private static StoreUnavailableException? Unusable(Exception e)
    {
        var reason = DatabaseErrors.Text(e).TrimEnd('.');
        return e is ArgumentException
            ? new StoreUnavailableException(
                $"The connection string of the database is not valid: {reason}. Correct STREAMPULSE_POSTGRES.", e)
            : DatabaseErrors.Of(e) switch
            {
                DatabaseProblem.Refused => new StoreUnavailableException(
                    $"The database refuses this program: {reason}. Check STREAMPULSE_POSTGRES (database, user, password).", e),
                DatabaseProblem.Full => new StoreUnavailableException($"The disk of the database is full: {reason}. Make room.", e)
                {
                    IsFull = true,
                },
                DatabaseProblem.Away when DatabaseErrors.IsPassing(e) && e is PostgresException => new StoreUnavailableException(
                    $"The database starts, stops or recovers: {reason}. Start this program again in a moment.", e),
                DatabaseProblem.Away => new StoreUnavailableException(
                    $"The database cannot be reached: {reason}. Check that it runs, and STREAMPULSE_POSTGRES (host, port).", e),
                _ when e is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new StoreUnavailableException(
                    $"The database does not let this program create its tables: {reason}. Check STREAMPULSE_POSTGRES (user).", e),
                _ => null,
            };
    }

    private static NpgsqlDataSource Create(string connectionString, string applicationName, TimeSpan? abandonedAfter, string? sessionName)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName ??= applicationName;
        if (sessionName is not null)
            builder.ConnectionStringBuilder.ApplicationName += " " + sessionName;
        builder.ConnectionStringBuilder.Timezone = "UTC";
        if (builder.ConnectionStringBuilder.Timeout == NpgsqlTimeout)
            builder.ConnectionStringBuilder.Timeout = ConnectSeconds;
        builder.ConnectionStringBuilder.KeepAlive = 10;
        if (!new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(PreparedKeyword))
        {
            (builder.ConnectionStringBuilder.MaxAutoPrepare, builder.ConnectionStringBuilder.AutoPrepareMinUsages) =
                (PreparedStatements, UsesBeforePreparing);
        }

        if (abandonedAfter is { } limit)
        {
            builder.ConnectionStringBuilder.Options = string.Create(
                CultureInfo.InvariantCulture,
                $"{builder.ConnectionStringBuilder.Options} -c idle_in_transaction_session_timeout={limit.TotalMilliseconds:0}").Trim();
        }

        return builder.Build();
    }
}
