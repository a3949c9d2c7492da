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

    /// <summary>Makes this account the owner of a file or a whole directory. Nothing to do when it is our own.</summary>
    public async Task TakeOwnershipAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is null)
            return;
        var result = await RunAsync(["chown", "-R", Name + ":", path], cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new LocalPostgresException(
                LocalPostgresProblem.NoPermission, $"Cannot give '{path}' to the account '{Name}': {result.Output.Trim()}");
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

    private static async Task<ProgramResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgramRunner.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return new ProgramResult(127, $"{command[0]}: {e.Message}");
        }
    }
}
