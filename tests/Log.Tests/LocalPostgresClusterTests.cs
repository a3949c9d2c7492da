using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using StreamPulse.LocalPostgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests;

public sealed class LocalPostgresClusterTests : IAsyncLifetime
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _directory = TestDirectory.CreateFast();
    private LocalPostgresCluster? _cluster;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.StopAsync(StopMode.Immediate);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task It_is_made_found_again_while_it_runs_and_started_again_after_it_ended()
    {
        var made = await StartAsync();
        Assert.True(made.StartedByUs);
        Assert.Equal("streampulse", await QueryAsync(made, "SELECT current_database()"));
        Assert.Equal("UTF8", await QueryAsync(made, "SHOW server_encoding"));
        Assert.Equal("UTC", await QueryAsync(made, "SHOW timezone"));
        Assert.Equal("on", await QueryAsync(made, "SHOW synchronous_commit"));
        Assert.Equal("127.0.0.1", await QueryAsync(made, "SHOW listen_addresses"));
        Assert.Equal("", await QueryAsync(made, "SHOW unix_socket_directories"));
        await QueryAsync(made, "CREATE TABLE kept AS SELECT 42 AS n");

        var found = await StartAsync();
        Assert.False(found.StartedByUs);
        Assert.Equal((made.Port, made.ServerProcessId), (found.Port, found.ServerProcessId));
        var other = await LookAsync(_directory, "another");
        Assert.Contains($"The PostgreSQL in '{_directory}' has no database another", other.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await QueryAsync(found, "SELECT count(*) FROM pg_database WHERE datname = 'another'"));

        await found.StopAsync(StopMode.Fast);
        Assert.Null(made.ServerProcessId);
        await LookAsync(_directory, "another");
        Assert.Null(made.ServerProcessId);
        await found.StopAsync(StopMode.Fast);

        var again = await StartAsync();
        Assert.True(again.StartedByUs);
        Assert.Equal(made.Port, again.Port);
        Assert.Equal(42, await QueryAsync(again, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task A_look_at_a_directory_without_data_names_it_and_creates_nothing()
    {
        foreach (var directory in new[] { _directory, Path.Combine(_directory, "mistyped", "data") })
        {
            var error = await LookAsync(directory, "streampulse");
            Assert.Contains($"There is no StreamPulse data in '{directory}'", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Fact]
    public async Task A_server_that_recovers_from_the_crash_of_one_of_its_processes_is_waited_for()
    {
        var made = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            await QueryAsync(
                made, $"CREATE TABLE recovered_{round} AS SELECT n, md5(n::text) FROM generate_series(1, 300000) AS n; SELECT 1");
            await using var victim =
                new NpgsqlConnection(new NpgsqlConnectionStringBuilder(made.ConnectionString) { Pooling = false }.ConnectionString);
            await victim.OpenAsync();
            using var session = Process.GetProcessById(victim.ProcessID);
            session.Kill();
            await session.WaitForExitAsync(); // the server has noticed

            var found = await StartAsync();

            Assert.Equal((false, made.ServerProcessId), (found.StartedByUs, found.ServerProcessId));
            Assert.Equal(300_000L, await QueryAsync(found, $"SELECT count(*) FROM recovered_{round}"));
        }
    }

    [Fact]
    public async Task Durability_is_given_up_only_when_asked_for()
    {
        var cluster = _cluster =
            await LocalPostgresCluster.StartAsync(new LocalPostgresOptions { Directory = _directory }, CancellationToken.None);

        Assert.Equal("on", await QueryAsync(cluster, "SHOW fsync"));
        Assert.Equal("on", await QueryAsync(cluster, "SHOW full_page_writes"));
        Assert.Equal("on", await QueryAsync(cluster, "SHOW data_checksums"));
    }

    [Fact]
    public async Task Nobody_comes_in_without_the_password_and_only_its_owner_can_read_it()
    {
        var cluster = await StartAsync();
        foreach (var password in new[] { null, "", "streampulse" })
        {
            var guess = new NpgsqlConnectionStringBuilder(
                cluster.ConnectionString) { Password = password, Pooling = false, Passfile = "/dev/null" };
            await using var connection = new NpgsqlConnection(guess.ConnectionString);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync());
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "password")));
    }

    [Fact]
    public async Task Its_account_gets_no_secret_and_leads_root_to_no_other_file()
    {
        Environment.SetEnvironmentVariable("STREAMPULSE_TEST_SECRET", "secret-of-this-program");
        var first = await StartAsync();
        Assert.DoesNotContain("secret-of-this-program", await File.ReadAllTextAsync($"/proc/{first.ServerProcessId}/environ"));
        await first.StopAsync(StopMode.Fast);
        var other = Path.Combine(_directory, "other.txt");
        await File.WriteAllTextAsync(other, "of another program");
        foreach (var name in new[] { "streampulse.conf", "streampulse.conf.new", "server.log" })
        {
            File.Delete(Path.Combine(first.DataDirectory, name));
            File.CreateSymbolicLink(Path.Combine(first.DataDirectory, name), other);
        }

        // As root the account cannot write its log to that file, so that the server does not start; otherwise the two accounts are one.
        await Record.ExceptionAsync(StartAsync);
        File.Delete(Path.Combine(first.DataDirectory, "server.log"));
        Assert.Equal(1, await QueryAsync(await StartAsync(), "SELECT 1"));

        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs the server under another account.");
        Assert.Equal("of another program", await File.ReadAllTextAsync(other));
        Assert.Equal(("root", false), (OwnerOf(other), File.Exists(Path.Combine(first.DataDirectory, "streampulse.conf.new"))));
    }

    [Fact]
    public async Task As_root_no_directory_is_used_that_the_servers_account_can_change()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has to run the server under another account.");
        var open = Directory.CreateDirectory(Path.Combine(_directory, "open"));
        File.SetUnixFileMode(open.FullName, Everybody | UnixFileMode.OtherWrite);

        var error = await Assert.ThrowsAsync<LocalPostgresException>(
            () => LocalPostgresCluster.StartAsync(
                new LocalPostgresOptions { Directory = Path.Combine(open.FullName, "pg") }, CancellationToken.None));

        Assert.Equal(LocalPostgresProblem.NoPermission, error.Problem);
        Assert.Contains($"may change '{open.FullName}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(open.FullName, "pg")));
    }

    [Fact]
    public async Task Several_starters_at_once_get_one_server()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync()));

        Assert.Single(all, cluster => cluster.StartedByUs);
        Assert.Single(all.Select(cluster => cluster.ServerProcessId).Distinct());
    }

    [Fact]
    public async Task A_port_that_somebody_took_is_replaced()
    {
        var first = await StartAsync();
        await first.StopAsync(StopMode.Fast);
        using var thief = new TcpListener(IPAddress.Loopback, first.Port);
        thief.Start();

        var second = await StartAsync();

        Assert.NotEqual(first.Port, second.Port);
        Assert.Equal(1, await QueryAsync(second, "SELECT 1"));
    }

    [Fact]
    public async Task A_pid_file_left_by_a_crash_is_no_obstacle()
    {
        var first = await StartAsync();
        using (var server = Process.GetProcessById(first.ServerProcessId!.Value))
        {
            server.Kill();
            await Progress.UntilAsync("the killed server is gone", true, () => Task.FromResult(first.ServerProcessId is null));
        }

        Assert.True(File.Exists(Path.Combine(first.DataDirectory, "postmaster.pid")));
        Assert.True((await StartAsync()).StartedByUs);
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_another_program_now_is_no_obstacle()
    {
        var first = await StartAsync();
        var pidFile = Path.Combine(first.DataDirectory, "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(pidFile);
        await first.StopAsync(StopMode.Fast);
        lines[0] = Environment.ProcessId.ToString();
        await File.WriteAllLinesAsync(pidFile, lines);

        var second = await StartAsync();

        Assert.True(second.StartedByUs);
        Assert.NotEqual(Environment.ProcessId, second.ServerProcessId);
    }

    [Fact]
    public async Task It_stays_for_others_and_ends_with_the_last()
    {
        var cluster = await StartAsync();
        await using (var other = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false"))
        {
            await other.OpenAsync();
            Assert.False(await cluster.StopIfUnusedAsync());
        }

        Assert.True(await cluster.StopIfUnusedAsync());
        Assert.Null(cluster.ServerProcessId);
        Assert.True(await cluster.StopIfUnusedAsync());
    }

    [Fact]
    public async Task A_server_whose_postmaster_was_killed_is_started_again_at_its_port_and_both_are_said_once()
    {
        var cluster = await StartAsync();
        await QueryAsync(cluster, "CREATE TABLE kept AS SELECT 42 AS n");
        var said = new List<string>();
        await using (var keeper = new LocalPostgresKeeper(cluster, TimeProvider.System, said.Add))
        {
            var killed = cluster.ServerProcessId;
            using (var postmaster = Process.GetProcessById(killed!.Value))
                postmaster.Kill();

            await Progress.UntilAsync(
                "messages", 2, () => Task.FromResult(said.Count(static s => !s.Contains("does not start", StringComparison.Ordinal))));

            Assert.Contains("has ended by itself", said[0], StringComparison.Ordinal);
            Assert.Contains("runs again", said[^1], StringComparison.Ordinal);
            Assert.InRange(said.Count, 2, 3); // sessions of the old server may keep its memory for a moment, which is said once
            Assert.Null(keeper.Problem);
            Assert.NotEqual(killed, cluster.ServerProcessId);
            NpgsqlConnection.ClearAllPools();
            Assert.Equal(42, await QueryAsync(cluster, "SELECT n FROM kept")); // the same port: the connection string holds
        }

        await cluster.StopAsync(StopMode.Fast);
        Assert.Null(cluster.ServerProcessId);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named_at_once()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can mount a file system.");
        var readOnly = Directory.CreateDirectory(Path.Combine(_directory, "read-only")).FullName;
        Run("mount", "-t", "tmpfs", "-o", "ro", "streampulse-test", readOnly);
        try
        {
            var error = await Assert.ThrowsAsync<LocalPostgresException>(
                () => LocalPostgresCluster.StartAsync(
                    new LocalPostgresOptions { Directory = readOnly, StartTimeout = TimeSpan.FromHours(1) }, CancellationToken.None));

            Assert.Equal(LocalPostgresProblem.NoPermission, error.Problem);
            Assert.Contains($"'{readOnly}'", error.Message, StringComparison.Ordinal);
            Assert.Contains("Read-only file system", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Run("umount", readOnly);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_directory_with_foreign_content_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "data"));
        var foreign = Path.Combine(_directory, "data", "thesis.txt");
        await File.WriteAllTextAsync(foreign, "years of work");

        var error = await Assert.ThrowsAsync<LocalPostgresException>(StartAsync);

        Assert.Equal(LocalPostgresProblem.NotOurs, error.Problem);
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_says_which_one_is_missing()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "data"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "data", "PG_VERSION"), "99\n");

        var error = await Assert.ThrowsAsync<LocalPostgresException>(StartAsync);

        Assert.Equal(LocalPostgresProblem.BinariesNotFound, error.Problem);
        Assert.Contains("PostgreSQL 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_start_shows_the_end_of_its_log()
    {
        var first = await StartAsync();
        await first.StopAsync(StopMode.Fast);
        await File.AppendAllTextAsync(
            Path.Combine(first.DataDirectory, "postgresql.conf"), "shared_preload_libraries = 'no_such_library'\n");

        var error = await Assert.ThrowsAsync<LocalPostgresException>(StartAsync);

        Assert.Equal(LocalPostgresProblem.StartFailed, error.Problem);
        Assert.Contains("no_such_library", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("initdb: error: something is odd", LocalPostgresProblem.InitFailed, "something is odd")]
    [InlineData("could not write to file: No space left on device", LocalPostgresProblem.DiskFull, "Make room")]
    public async Task A_failed_initdb_says_why_and_leaves_no_data(string lastLine, LocalPostgresProblem problem, string expected)
    {
        var programs = Directory.CreateDirectory(Path.Combine(_directory, "bin"));
        var initdb = Path.Combine(programs.FullName, "initdb");
        await File.WriteAllTextAsync(initdb, $"#!/bin/sh\necho creating >&2\necho '{lastLine}' >&2\nexit 1\n");
        File.SetUnixFileMode(programs.FullName, Everybody);
        File.SetUnixFileMode(initdb, Everybody);
        var options = new LocalPostgresOptions { Directory = _directory };
        var account = await ServerAccount.FindAsync(options.ServerUser, CancellationToken.None);

        var error = await Assert.ThrowsAsync<LocalPostgresException>(() => ClusterInitializer.InitializeAsync(
            new InstanceDirectory(_directory), new PostgresBinaries(programs.FullName, 15), account, options, CancellationToken.None));

        Assert.Equal(problem, error.Problem);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(["bin", "password"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task As_root_a_directory_that_the_servers_account_cannot_enter_is_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has to run the server under another account.");
        var closed = Directory.CreateDirectory(
            Path.Combine(_directory, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var error = await Assert.ThrowsAsync<LocalPostgresException>(
            () => LocalPostgresCluster.StartAsync(
                new LocalPostgresOptions { Directory = Path.Combine(closed.FullName, "pg") }, CancellationToken.None));

        Assert.Equal(LocalPostgresProblem.NotReachable, error.Problem);
        Assert.Contains($"'{closed.FullName}'", error.Message, StringComparison.Ordinal);
    }

    private static string OwnerOf(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%U", path]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }

    private static async Task<LocalPostgresException> LookAsync(string directory, string database)
    {
        var error = await Assert.ThrowsAsync<LocalPostgresException>(
            () => LocalPostgresCluster.StartAsync(
                new LocalPostgresOptions { Directory = directory, Database = database, MustExist = true }, CancellationToken.None));
        Assert.Equal(LocalPostgresProblem.NoData, error.Problem);
        return error;
    }

    private static async Task<object?> QueryAsync(LocalPostgresCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private async Task<LocalPostgresCluster> StartAsync()
        => _cluster = await LocalPostgresCluster.StartAsync(
            new LocalPostgresOptions { Directory = _directory, ThrowAway = true, SharedBuffersMB = 32 }, CancellationToken.None);
}
