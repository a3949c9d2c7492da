using System.Diagnostics;
using System.Globalization;
using Npgsql;
using StreamPulse.LocalPostgres;

namespace StreamPulse.Chaos.Target;

/// <summary>A PostgreSQL server of the run's own, which can be stopped hard and whose disk can be made full.</summary>
internal sealed class ChaosDatabase : IAsyncDisposable
{
    /// <summary>Most that a full disk leaves free.</summary>
    private const long MostRoomBytes = 64 * 1024 * 1024;

    private readonly ChaosOptions _options;
    private LocalPostgresCluster _cluster;

    private ChaosDatabase(ChaosOptions options, LocalPostgresCluster cluster) => (_options, _cluster) = (options, cluster);

    public string ConnectionString => _cluster.ConnectionString;

    /// <summary>Creates and starts it, on a file system of its own where a size is given.</summary>
    public static async Task<ChaosDatabase> StartAsync(ChaosOptions options)
    {
        Directory.CreateDirectory(options.Directory);
        Run("chmod", "0755", options.Directory); // the server runs as another account
        if (options.DiskBytes > 0)
            Mount("-t", "tmpfs", "-o", Size(options.DiskBytes) + ",mode=0755", "streampulse-chaos", options.Directory);
        return new ChaosDatabase(options, await StartServerAsync(options));
    }

    /// <summary>Ends the server as a crash of it would, and starts it again after a while.</summary>
    public async Task RestartAsync(TimeSpan pause)
    {
        await _cluster.StopAsync(StopMode.Immediate);
        await Task.Delay(pause);
        _cluster = await StartServerAsync(_options);
    }

    /// <summary>The same, and the server's clock is another one until the next start.</summary>
    /// <param name="shift">As libfaketime takes it.</param>
    /// <param name="library">Of libfaketime.</param>
    public async Task RestartAtAsync(string shift, string library)
    {
        await _cluster.StopAsync(StopMode.Immediate);
        (string Name, string Value)[] clock = [("LD_PRELOAD", library), ("FAKETIME", shift), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")];
        foreach (var (name, value) in clock)
            Environment.SetEnvironmentVariable(name, value); // what is started from here on inherits it
        try
        {
            _cluster = await StartServerAsync(_options);
        }
        finally
        {
            foreach (var (name, _) in clock)
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    /// <summary>Leaves no room on the disk for a while. A server that ends of it is started again, as its operator would.</summary>
    public async Task FillDiskAsync(TimeSpan pause)
    {
        LeaveNoRoom();
        await Task.Delay(pause);
        Mount("-o", "remount," + Size(_options.DiskBytes), _options.Directory);
        _cluster = await StartServerAsync(_options);
    }

    /// <summary>
    /// Kills the postmaster alone; its sessions notice that by themselves. Starts the server again after a while, as its operator would,
    /// once all of them have ended.
    /// </summary>
    public async Task KillPostmasterAsync(TimeSpan pause)
    {
        if (_cluster.ServerProcessId is { } postmaster)
            Signals.Send(postmaster, Signals.Kill);
        await Task.Delay(pause);
        while (true)
        {
            try
            {
                _cluster = await StartServerAsync(_options);
                return;
            }
            catch (LocalPostgresException e) when (e.Problem == LocalPostgresProblem.StartFailed)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200)); // the memory of the old server is still in use
            }
        }
    }

    /// <summary>
    /// Leaves no room on the disk for a while, and has sessions start in it: each of them then has to write its cache of the catalog, which
    /// is gone. What may be deleted is what a server deletes at each of its starts.
    /// </summary>
    public async Task RefuseSessionsAsync(TimeSpan pause)
    {
        LeaveNoRoom();
        foreach (var cache in Directory.EnumerateFiles(_cluster.DataDirectory, "pg_internal.init", SearchOption.AllDirectories).ToList())
            File.Delete(cache);
        try
        {
            await CutConnectionsAsync();
        }
        catch (NpgsqlException)
        {
            // None of ours starts either; those of the pipeline end when they cannot write.
        }

        await Task.Delay(pause);
        Mount("-o", "remount," + Size(_options.DiskBytes), _options.Directory);
        _cluster = await StartServerAsync(_options);
    }

    /// <summary>Process ids of the server's sessions and helpers.</summary>
    public IReadOnlyList<int> Processes() => _cluster.ServerProcessId is { } postmaster ? ProcessTable.ChildrenOf(postmaster) : [];

    /// <summary>Makes room on the disk for the temporary files of the recount, which grow with the number of events.</summary>
    public void MakeRoomForRecount()
    {
        if (_options.DiskBytes > 0)
            Mount("-o", "remount," + Size(Math.Max(_options.DiskBytes, UsedBytes() * 3)), _options.Directory);
    }

    /// <summary>Ends the sessions of the pipeline, those first that are in the middle of a commit.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> CutConnectionsAsync()
    {
        const string Sql = """
            SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM (
                SELECT pid FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND datname = current_database() AND application_name LIKE 'streampulse%'
                ORDER BY query ILIKE 'COMMIT%' AND state = 'active' DESC, state = 'active' DESC) AS sessions
            """;
        return await NumberAsync(Sql);
    }

    /// <summary>One number, from a session of its own.</summary>
    public async Task<long> NumberAsync(string sql)
    {
        var own = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, ApplicationName = "chaos" };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAsync(StopMode.Immediate);
        if (_options.DiskBytes > 0)
            Run("umount", _options.Directory);
    }

    private static Task<LocalPostgresCluster> StartServerAsync(ChaosOptions options)
        => LocalPostgresCluster.StartAsync(
            new LocalPostgresOptions { Directory = Path.Combine(options.Directory, "postgres") }, CancellationToken.None);

    /// <summary>
    /// Shrinks the file system to what is used. One that would be smaller than that is refused, which happens when the server writes
    /// meanwhile; so it is tried again with more room.
    /// </summary>
    private void LeaveNoRoom()
    {
        for (long room = 256 * 1024; ; room *= 2)
        {
            try
            {
                Mount("-o", "remount," + Size(UsedBytes() + room), _options.Directory);
                return;
            }
            catch (InvalidOperationException) when (room < MostRoomBytes)
            {
            }
        }
    }

    private long UsedBytes()
    {
        var drive = new DriveInfo(_options.Directory);
        return drive.TotalSize - drive.TotalFreeSpace;
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"size={bytes}");

    private static void Mount(params string[] arguments) => Run("mount", arguments);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error.Trim()}");
    }
}
