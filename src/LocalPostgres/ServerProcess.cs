namespace StreamPulse.LocalPostgres;

/// <summary>
/// Starts and stops the server of one instance through pg_ctl, which also puts it into another process group, so that Ctrl-C here does not
/// reach it.
/// </summary>
internal sealed class ServerProcess(InstanceDirectory instance, PostgresBinaries binaries, ServerAccount account)
{
    private const int StartAttempts = 3;

    /// <summary>At a start with a longer log, that log is renamed; one old file is kept.</summary>
    private const long MostLogBytes = 16 * 1024 * 1024;

    /// <summary>
    /// The port of a server that takes connections on this data directory, waiting for one that is starting or ending; null when there is
    /// none.
    /// </summary>
    public async Task<int?> FindRunningAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            var file = PostmasterPidFile.Read(instance.Data);
            if (file is null || !file.IsServerOf(instance.Data))
                return null;
            if (file is { State: PostmasterPidFile.Ready, Port: { } port })
                return port;
            if (Environment.TickCount64 > deadline)
            {
                throw new LocalPostgresException(
                    LocalPostgresProblem.StartTimeout, $"The PostgreSQL in '{instance.Root}' (process {file.ProcessId}) is neither ready "
                    + $"nor stopped after {timeout.TotalSeconds} s. The end of its log:\n"
                    + await account.TailAsync(instance.ServerLog, "--lines=15", cancellationToken).ConfigureAwait(false));
            }

            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts the server and returns its port once it takes connections.</summary>
    /// <param name="wantedPort">The only port that will do; null for the one that was used last, or a free one.</param>
    public async Task<int> StartAsync(LocalPostgresOptions options, int? wantedPort, CancellationToken cancellationToken)
    {
        PostmasterPidFile.Read(instance.Data)?.RemoveIfForeign(instance.Data);
        if (LogLength() > MostLogBytes)
            await account.AddSuffixAsync(instance.ServerLog, ".1", cancellationToken).ConfigureAwait(false);
        var port = wantedPort ?? ServerConfiguration.ReadPort(instance.Data);
        for (var attempt = 1; ; attempt++)
        {
            if (port is null || !FreePort.IsFree(port.Value))
            {
                port = wantedPort is null ? FreePort.Choose() : throw new LocalPostgresException(LocalPostgresProblem.StartFailed,
                    $"Another program has taken port {wantedPort} of the PostgreSQL in '{instance.Root}'. End that program.");
            }

            await ConfigureAsync(port.Value, options, cancellationToken).ConfigureAwait(false);

            var logStart = LogLength();
            var result = await PgCtlAsync(
                ["start", "--wait", Timeout(options.StartTimeout), "--log=" + instance.ServerLog], cancellationToken).ConfigureAwait(false);
            if (result.Succeeded)
                return port.Value;
            var log = await account.TailAsync(
                instance.ServerLog, FormattableString.Invariant($"--bytes=+{logStart + 1}"), cancellationToken).ConfigureAwait(false);
            await ThrowUnlessPortWasTakenAsync(result, log, attempt, options).ConfigureAwait(false);
            port = wantedPort;
        }
    }

    /// <summary>Ends the server; nothing to do when none runs.</summary>
    public async Task StopAsync(StopMode mode, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var file = PostmasterPidFile.Read(instance.Data);
        if (file is null || !file.IsServerOf(instance.Data))
            return;
        var word = mode == StopMode.Immediate ? "immediate" : "fast";
        var result = await PgCtlAsync(["stop", "--wait", "--mode=" + word, Timeout(timeout)], cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded && file.IsServerOf(instance.Data))
        {
            throw new LocalPostgresException(LocalPostgresProblem.StopFailed,
                $"The PostgreSQL in '{instance.Root}' (process {file.ProcessId}) did not end: {result.Output.Trim()}");
        }
    }

    private static string Timeout(TimeSpan timeout) => FormattableString.Invariant($"--timeout={Math.Max(1, (int)timeout.TotalSeconds)}");

    private Task<ProgramResult> PgCtlAsync(string[] arguments, CancellationToken cancellationToken)
        => account.RunAsAsync([binaries.PgCtl, .. arguments, "--silent", "--pgdata=" + instance.Data], cancellationToken);

    private async Task ConfigureAsync(int port, LocalPostgresOptions options, CancellationToken cancellationToken)
    {
        const string lz4 = "lz4";
        const string anyBuild = "on";
        await ServerConfiguration.WriteAsync(instance.Data, account, port, anyBuild, options, cancellationToken).ConfigureAwait(false);
        var check = await account.RunAsAsync([binaries.Postgres, "-D", instance.Data, "-c", "wal_compression=" + lz4, "-C",
            "wal_compression"], cancellationToken).ConfigureAwait(false);
        if (check.Succeeded)
            await ServerConfiguration.WriteAsync(instance.Data, account, port, lz4, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task ThrowUnlessPortWasTakenAsync(ProgramResult result, string log, int attempt, LocalPostgresOptions options)
    {
        if (log.Contains("Address already in use", StringComparison.Ordinal) && attempt < StartAttempts)
            return;
        if (DiskFull.IsIn(log) || DiskFull.IsIn(result.Output))
        {
            throw new LocalPostgresException(LocalPostgresProblem.DiskFull, $"The disk that holds '{instance.Root}' is full, so PostgreSQL "
                + "cannot start. Make room and try again; what was stored is safe.");
        }

        var tail = string.Join('\n', log.TrimEnd().Split('\n').TakeLast(15));
        if (PostmasterPidFile.Read(instance.Data)?.IsServerOf(instance.Data) == true)
        {
            // Not ready in time. Recovery starts again with the next attempt; left running, the server would block the directory.
            await StopAsync(StopMode.Immediate, TimeSpan.FromSeconds(30), CancellationToken.None).ConfigureAwait(false);
            throw new LocalPostgresException(LocalPostgresProblem.StartTimeout,
                $"PostgreSQL in '{instance.Root}' was not ready after {options.StartTimeout.TotalSeconds} s. The end of its log:\n{tail}");
        }

        throw new LocalPostgresException(LocalPostgresProblem.StartFailed,
            $"PostgreSQL in '{instance.Root}' did not start: {result.Output.Trim()} The end of its log:\n{tail}");
    }

    private long LogLength() => File.Exists(instance.ServerLog) ? new FileInfo(instance.ServerLog).Length : 0;
}
