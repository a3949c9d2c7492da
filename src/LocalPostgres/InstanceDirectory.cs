using System.Globalization;
using System.Security.Cryptography;

namespace StreamPulse.LocalPostgres;

/// <summary>
/// Layout of an instance directory: <c>data</c> (PostgreSQL's data, owned by the server account), <c>password</c> (mode 0600, owned by this
/// account), <c>lock</c> (held during creation, start and stop).
/// </summary>
internal sealed class InstanceDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Enterable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // EWOULDBLOCK: another process has locked the file.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;

    public InstanceDirectory(string path) => Root = Path.GetFullPath(path);

    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    public string ServerLog => Path.Combine(Data, "server.log");

    private string PasswordFile => Path.Combine(Root, "password");

    /// <summary>Major version of the data; null when there is none yet.</summary>
    public int? DataVersion
        => File.Exists(Path.Combine(Data, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>
    /// Creates the directory; the server account must be able to pass through it, so secret files in it have their own mode.
    /// </summary>
    public void Create() => Directory.CreateDirectory(Root, Enterable);

    /// <summary>Waits until no other process creates, starts or stops this instance.</summary>
    public async Task<FileStream> LockAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when ((e.HResult & 0xffff) is HeldOnLinux or HeldOnMac)
            {
                if (Environment.TickCount64 > deadline)
                {
                    throw new LocalPostgresException(LocalPostgresProblem.StartTimeout, "Another process has been starting or stopping "
                        + $"the PostgreSQL in '{Root}' for {timeout.TotalSeconds} s. End it and try again.", e);
                }

                await Task.Delay(100, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The password of the cluster's superuser.</summary>
    public string ReadPassword()
    {
        if (!File.Exists(PasswordFile))
        {
            throw new LocalPostgresException(LocalPostgresProblem.NotOurs,
                $"'{Root}' holds data but no password file. Put the file '{PasswordFile}' back, or choose another directory.");
        }

        return File.ReadAllText(PasswordFile).Trim();
    }

    /// <summary>Makes a new random password and stores it.</summary>
    public string CreatePassword()
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        WriteSecret(PasswordFile, password);
        return password;
    }

    /// <summary>Writes a file that only its owner can read, from its first byte on.</summary>
    public static void WriteSecret(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var writer = new StreamWriter(file);
        writer.Write(text);
    }
}
