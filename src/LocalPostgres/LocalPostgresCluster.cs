using Npgsql;
using StreamPulse.Postgres;

namespace StreamPulse.LocalPostgres;

/// <summary>
/// A private PostgreSQL cluster in a directory of its own, for a machine without a database server. It listens on 127.0.0.1 only and
/// requires its random password. The server is a process of its own: it outlives this one unless it is stopped.
/// </summary>
public sealed class LocalPostgresCluster
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    // Rows of the event log are up to a megabyte; the driver's 8 kB would take eight times the system calls.
    private const int BufferBytes = 64 * 1024;

    private readonly InstanceDirectory _instance;
    private readonly ServerProcess _server;
    private readonly LocalPostgresOptions _options;

    private LocalPostgresCluster(
        InstanceDirectory instance, ServerProcess server, LocalPostgresOptions options, int port, bool startedByUs, string connectionString)
    {
        _instance = instance;
        _server = server;
        _options = options;
        Port = port;
        StartedByUs = startedByUs;
        ConnectionString = connectionString;
    }

    /// <summary>Connection string of the superuser, password included: not for logs.</summary>
    public string ConnectionString { get; }

    /// <summary>False when the server was running already.</summary>
    public bool StartedByUs { get; }

    /// <summary>PostgreSQL's data directory.</summary>
    public string DataDirectory => _instance.Data;

    /// <summary>TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Process id of the server; null when it has ended since.</summary>
    public int? ServerProcessId
        => PostmasterPidFile.Read(_instance.Data) is { } file && file.IsServerOf(_instance.Data) ? file.ProcessId : null;

    /// <summary>
    /// Creates the cluster if there is none, starts its server if it does not run, and creates the database if it is missing. Creates
    /// nothing where <see cref="LocalPostgresOptions.MustExist"/> is set.
    /// </summary>
    /// <exception cref="LocalPostgresException">It cannot be created or started; the first line of the message says what to do.</exception>
    public static async Task<LocalPostgresCluster> StartAsync(LocalPostgresOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new LocalPostgresException(LocalPostgresProblem.BinariesNotFound,
                "A private PostgreSQL cluster is not available on Windows. Give a connection string, or use WSL.");
        }

        var instance = new InstanceDirectory(options.Directory);
        return await GuardAsync(instance, () => StartAsync(instance, options, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts the server again, at the same port, if it has ended since; another program may have done so already. Ready when it takes
    /// connections.
    /// </summary>
    /// <exception cref="LocalPostgresException">It cannot be started; a later call may succeed.</exception>
    public Task StartAgainAsync(CancellationToken cancellationToken)
        => GuardAsync(_instance, async () =>
        {
            using var hold = await _instance.LockAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(false);
            var port = await _server.FindRunningAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(false)
                ?? await _server.StartAsync(_options, Port, cancellationToken).ConfigureAwait(false);
            return port == Port ? port : throw new LocalPostgresException(LocalPostgresProblem.StartFailed,
                $"The PostgreSQL in '{_instance.Root}' was started at port {port}, and this program uses {Port}. Restart this program.");
        });

    private static async Task<T> GuardAsync<T>(InstanceDirectory instance, Func<Task<T>> start)
    {
        try
        {
            return await start().ConfigureAwait(false);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw DiskFull.At(instance.Root, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LocalPostgresException(LocalPostgresProblem.NoPermission,
                $"No permission in '{instance.Root}': {e.Message} Run this as the user whose directory it is, or choose another one.", e);
        }
        catch (IOException e)
        {
            throw new LocalPostgresException(LocalPostgresProblem.NoPermission,
                $"The directory '{instance.Root}' cannot be used: {e.Message} Choose another one (--data or STREAMPULSE_DATA), or make it "
                + "writable.", e);
        }
        catch (NpgsqlException e) when (DatabaseErrors.Of(e) == DatabaseProblem.Full)
        {
            throw DiskFull.At(instance.Root, e);
        }
        catch (NpgsqlException e)
        {
            throw new LocalPostgresException(
                LocalPostgresProblem.StartFailed, $"PostgreSQL in '{instance.Root}' runs but refuses the connection: {e.Message}", e);
        }
    }

    /// <summary>Ends the server, also one that was running already. Nothing to do when none runs.</summary>
    /// <exception cref="LocalPostgresException">It did not end in time.</exception>
    public async Task StopAsync(StopMode mode, CancellationToken cancellationToken = default)
    {
        using var hold = await _instance.LockAsync(StopTimeout, cancellationToken).ConfigureAwait(false);
        NpgsqlConnection.ClearAllPools();
        await _server.StopAsync(mode, StopTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the server unless another program is connected to it. Close this program's own connections first.</summary>
    /// <returns>True when it has ended.</returns>
    public async Task<bool> StopIfUnusedAsync(CancellationToken cancellationToken = default)
    {
        using var hold = await _instance.LockAsync(StopTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            if (ServerProcessId is not null
                && await ServerStatements.IsUsedAsync(ConnectionString, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            return false; // it starts no session now, and others may have some
        }

        await _server.StopAsync(StopMode.Fast, StopTimeout, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<LocalPostgresCluster> StartAsync(
        InstanceDirectory instance, LocalPostgresOptions options, CancellationToken cancellationToken)
    {
        if (options.MustExist && instance.DataVersion is null)
        {
            throw new LocalPostgresException(
                LocalPostgresProblem.NoData,
                $"There is no StreamPulse data in '{instance.Root}'. Nothing was created. Name the directory that holds the data "
                + "(--data or STREAMPULSE_DATA), or write data first (up, import or generate).");
        }

        instance.Create();
        var account = await ServerAccount.FindAsync(options.ServerUser, cancellationToken).ConfigureAwait(false);
        await account.RequireNotWritableAsync(instance.Root, cancellationToken).ConfigureAwait(false);
        using var hold = await instance.LockAsync(options.StartTimeout, cancellationToken).ConfigureAwait(false);
        var binaries = await PostgresBinaries.FindAsync(options.ExtraBinaryDirectory, instance.DataVersion, cancellationToken)
            .ConfigureAwait(false);
        await account.RequireReachableAsync(instance.Root, "the database", cancellationToken).ConfigureAwait(false);
        await account.RequireReachableAsync(binaries.Directory, "PostgreSQL", cancellationToken).ConfigureAwait(false);

        if (instance.DataVersion is null)
        {
            options.OnProgress?.Invoke($"Creating a private PostgreSQL {binaries.MajorVersion} cluster in {instance.Root}");
            await ClusterInitializer.InitializeAsync(instance, binaries, account, options, cancellationToken).ConfigureAwait(false);
        }

        var server = new ServerProcess(instance, binaries, account);
        var deadline = Environment.TickCount64 + (long)options.StartTimeout.TotalMilliseconds;
        while (true)
        {
            var port = await server.FindRunningAsync(options.StartTimeout, cancellationToken).ConfigureAwait(false);
            var startedByUs = port is null;
            if (port is null)
            {
                options.OnProgress?.Invoke($"Starting PostgreSQL {binaries.MajorVersion} in {instance.Root}");
                port = await server.StartAsync(options, null, cancellationToken).ConfigureAwait(false);
            }

            var connectionString = Describe(port.Value, instance.ReadPassword(), options.Database);
            try
            {
                if (await ServerStatements.FindDatabaseAsync(connectionString, options.Database, !options.MustExist, cancellationToken)
                        .ConfigureAwait(false))
                {
                    return new LocalPostgresCluster(instance, server, options, port.Value, startedByUs, connectionString);
                }

                if (startedByUs)
                    await server.StopAsync(StopMode.Fast, StopTimeout, cancellationToken).ConfigureAwait(false);
                throw new LocalPostgresException(
                    LocalPostgresProblem.NoData,
                    $"The PostgreSQL in '{instance.Root}' has no database {options.Database}. Nothing was created. Name another "
                    + "directory (--data or STREAMPULSE_DATA) or log (--kafka), or write data first (up, import or generate).");
            }
            catch (NpgsqlException e) when (DatabaseErrors.IsPassing(e) && Environment.TickCount64 < deadline)
            {
                await Task.Delay(100, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Describe(int port, string password, string database)
        => new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = ClusterInitializer.UserName,
            Password = password,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ReadBufferSize = BufferBytes,
            WriteBufferSize = BufferBytes,
            ApplicationName = "streampulse",
        }.ConnectionString;
}
