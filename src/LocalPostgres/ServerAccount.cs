using System.ComponentModel;

namespace StreamPulse.LocalPostgres;

/// <summary>
/// The account under which PostgreSQL's programs run: this process's own, or, since they refuse to run as root,
/// another one through setpriv or runuser.
/// </summary>
internal sealed class ServerAccount
{
    private readonly string[] _prefix;

    private ServerAccount(string? name, string[] prefix)
    {
        Name = name;
        _prefix = prefix;
    }

    /// <summary>Name of the other account; null when it is our own.</summary>
    public string? Name { get; }

    /// <summary>Finds out which account it has to be.</summary>
    /// <exception cref="LocalPostgresException">This process is root and there is no other account, or no way to become it.</exception>
    public static async Task<ServerAccount> FindAsync(string nameWhenRoot, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerAccount(null, []);

        if (!(await RunAsync(["id", "-u", nameWhenRoot], cancellationToken).ConfigureAwait(false)).Succeeded)
        {
            throw new LocalPostgresException(
                LocalPostgresProblem.NotReachable,
                $"PostgreSQL refuses to run as root, and there is no account '{nameWhenRoot}' to run it as. Create it (useradd --system "
                + $"{nameWhenRoot}) or run this as an ordinary user.");
        }

        string[][] ways =
        [
            ["setpriv", $"--reuid={nameWhenRoot}", $"--regid={nameWhenRoot}", "--init-groups", "--"],
            ["runuser", "-u", nameWhenRoot, "--"],
        ];
        foreach (var way in ways)
        {
            if ((await RunAsync([.. way, "true"], cancellationToken).ConfigureAwait(false)).Succeeded)
                return new ServerAccount(nameWhenRoot, way);
        }

        throw new LocalPostgresException(
            LocalPostgresProblem.NotReachable,
            $"PostgreSQL refuses to run as root, and neither setpriv nor runuser can become '{nameWhenRoot}' here. Run this as an ordinary "
            + "user.");
    }

    /// <summary>Runs a program as this account.</summary>
    public Task<ProgramResult> RunAsAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
        => RunAsync([.. _prefix, .. command], cancellationToken);

    /// <summary>
    /// Writes a file in this account's directory, as this account: root would follow a link that the account has put there. The file is
    /// replaced as a whole, with mode 0600.
    /// </summary>
    /// <exception cref="LocalPostgresException">It cannot be written.</exception>
    public Task WriteFileAsync(string path, string text, CancellationToken cancellationToken)
        => ChangeAsync("umask 077 && rm -f -- \"$1.new\" && cat >\"$1.new\" && mv -f -- \"$1.new\" \"$1\"", path, text, cancellationToken);

    /// <summary>Adds text to the end of a file in this account's directory, as this account.</summary>
    /// <exception cref="LocalPostgresException">It cannot be written.</exception>
    public Task AppendToFileAsync(string path, string text, CancellationToken cancellationToken)
        => ChangeAsync("cat >>\"$1\"", path, text, cancellationToken);

    /// <summary>Renames a file in this account's directory to the same name with a suffix, as this account.</summary>
    /// <exception cref="LocalPostgresException">It cannot be renamed.</exception>
    public Task AddSuffixAsync(string path, string suffix, CancellationToken cancellationToken)
        => ChangeAsync($"mv -f -- \"$1\" \"$1{suffix}\"", path, null, cancellationToken);

    /// <summary>Removes a directory of this account; nothing to do when there is none. Its contents are removed as this account.</summary>
    /// <exception cref="IOException">It cannot be emptied.</exception>
    public async Task RemoveDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            return;
        await RunAsAsync(["find", path, "-mindepth", "1", "-delete"], cancellationToken).ConfigureAwait(false);
        Directory.Delete(path);
    }

    /// <summary>The end of a file, read as this account; empty when it cannot be read.</summary>
    /// <param name="start">As tail takes it: --lines=15, or --bytes=+1 for the whole file.</param>
    public async Task<string> TailAsync(string path, string start, CancellationToken cancellationToken)
        => await RunAsAsync(["tail", start, "--", path], cancellationToken).ConfigureAwait(false) is { Succeeded: true } result
            ? result.Output.TrimEnd()
            : "";

    /// <summary>Makes this account the owner of a file or an empty directory. Nothing to do when it is our own.</summary>
    public async Task TakeOwnershipAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is null)
            return;
        var result = await RunAsync(["chown", "-h", Name + ":", path], cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new LocalPostgresException(
                LocalPostgresProblem.NoPermission, $"Cannot give '{path}' to the account '{Name}': {result.Output.Trim()}");
        }
    }

    /// <summary>
    /// Makes sure that this account cannot change <paramref name="directory"/>, in which root writes: it could put links there that lead
    /// root to other files. Nothing to do when it is our own.
    /// </summary>
    /// <exception cref="LocalPostgresException">It can; the message says how to change that.</exception>
    public async Task RequireNotWritableAsync(string directory, CancellationToken cancellationToken)
    {
        if (Name is null)
            return;
        const string script = """
            root=$1
            for path; do
              if [ -O "$path" ] || { [ -w "$path" ] && { [ ! -k "$path" ] || [ "$path" = "$root" ]; }; }; then
                echo "$path"
                exit 1
              fi
            done
            """;
        var paths = new List<string>();
        for (var path = directory; path is not null; path = Path.GetDirectoryName(path))
            paths.Add(path);
        var result = await RunAsAsync(["sh", "-c", script, "sh", .. paths], cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            var found = result.Output.Trim();
            throw new LocalPostgresException(
                LocalPostgresProblem.NoPermission,
                $"The account '{Name}', which has to run PostgreSQL because this process is root, may change '{found}', and so could make "
                + "root write to any file. Choose another directory for the data, or make this one root's: "
                + $"chown root '{found}' && chmod go-w '{found}'.");
        }
    }

    /// <summary>Makes sure that this account can enter <paramref name="directory"/>.</summary>
    /// <exception cref="LocalPostgresException">It cannot; the message names the parent that keeps it out.</exception>
    public async Task RequireReachableAsync(string directory, string what, CancellationToken cancellationToken)
    {
        if (Name is null)
            return;
        var parents = new Stack<string>();
        for (var path = directory; path is not null; path = Path.GetDirectoryName(path))
            parents.Push(path);
        foreach (var path in parents)
        {
            if (!(await RunAsAsync(["test", "-x", path], cancellationToken).ConfigureAwait(false)).Succeeded)
            {
                throw new LocalPostgresException(
                    LocalPostgresProblem.NotReachable,
                    $"The account '{Name}', which has to run PostgreSQL because this process is root, may not enter '{path}', where {what} "
                    + $"is. Choose another directory (for example under /var/lib), or allow it: chmod o+x '{path}'.");
            }
        }
    }

    private async Task ChangeAsync(string script, string path, string? input, CancellationToken cancellationToken)
    {
        var result = await RunAsync([.. _prefix, "sh", "-c", script, "sh", path], cancellationToken, input).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new LocalPostgresException(
                DiskFull.IsIn(result.Output) ? LocalPostgresProblem.DiskFull : LocalPostgresProblem.NoPermission,
                $"'{path}' cannot be changed by the account that runs PostgreSQL: {result.Output.Trim()}");
        }
    }

    private static async Task<ProgramResult> RunAsync(
        IReadOnlyList<string> command, CancellationToken cancellationToken, string? input = null)
    {
        try
        {
            return await ProgramRunner.RunAsync(command, cancellationToken, input).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return new ProgramResult(127, $"{command[0]}: {e.Message}");
        }
    }
}
