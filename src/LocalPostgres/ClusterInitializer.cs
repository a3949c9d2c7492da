namespace StreamPulse.LocalPostgres;

/// <summary>Creates the data directory of a new cluster, completely or not at all.</summary>
internal static class ClusterInitializer
{
    /// <summary>Name of the superuser.</summary>
    public const string UserName = "streampulse";

    public static async Task InitializeAsync(
        InstanceDirectory instance, PostgresBinaries binaries, ServerAccount account, LocalPostgresOptions options,
        CancellationToken cancellationToken)
    {
        if (Directory.Exists(instance.Data) && Directory.EnumerateFileSystemEntries(instance.Data).Any())
        {
            throw new LocalPostgresException(LocalPostgresProblem.NotOurs,
                $"'{instance.Data}' is not empty and holds no PostgreSQL data. Choose another directory, or empty it.");
        }

        // initdb works in a directory beside the final one; the rename at the end creates the cluster.
        var unfinished = instance.Data + ".new";
        var passwordFile = Path.Combine(instance.Root, "password.new");
        await account.RemoveDirectoryAsync(unfinished, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            InstanceDirectory.WriteSecret(passwordFile, instance.CreatePassword() + "\n");
            await account.TakeOwnershipAsync(unfinished, cancellationToken).ConfigureAwait(false);
            await account.TakeOwnershipAsync(passwordFile, cancellationToken).ConfigureAwait(false);

            var result = await account.RunAsAsync(Command(binaries, unfinished, passwordFile, options), cancellationToken)
                .ConfigureAwait(false);
            if (!result.Succeeded)
                throw Failure(instance, result);

            await ServerConfiguration.InstallAsync(unfinished, account, cancellationToken).ConfigureAwait(false);
            if (Directory.Exists(instance.Data))
                Directory.Delete(instance.Data);
            Directory.Move(unfinished, instance.Data);
        }
        finally
        {
            File.Delete(passwordFile);
            await account.RemoveDirectoryAsync(unfinished, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static List<string> Command(PostgresBinaries binaries, string dataDirectory, string passwordFile, LocalPostgresOptions options)
    {
        List<string> command =
        [
            binaries.InitDb,
            "--pgdata=" + dataDirectory,
            "--username=" + UserName,
            "--pwfile=" + passwordFile,
            "--encoding=UTF8",
            "--locale=C",
            "--auth=scram-sha-256",
            "--no-instructions",
            options.ThrowAway ? "--no-sync" : "--data-checksums",
        ];
        return command;
    }

    private static LocalPostgresException Failure(InstanceDirectory instance, ProgramResult result)
    {
        if (DiskFull.IsIn(result.Output))
        {
            return new LocalPostgresException(LocalPostgresProblem.DiskFull,
                $"The disk that holds '{instance.Root}' is full. Make room (a new cluster takes about 60 MB) and try again.");
        }

        var tail = string.Join('\n', result.Output.TrimEnd().Split('\n').TakeLast(10));
        return new LocalPostgresException(LocalPostgresProblem.InitFailed,
            $"initdb failed with exit code {result.ExitCode} in '{instance.Root}'. Its last lines:\n{tail}");
    }
}
