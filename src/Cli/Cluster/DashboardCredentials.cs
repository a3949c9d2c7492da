using System.Security.Cryptography;

namespace StreamPulse.Cli.Cluster;

/// <summary>User and password of the silos' dashboards.</summary>
/// <param name="PasswordFile">File that contains the generated password; null if the password was configured.</param>
internal sealed record DashboardCredentials(string User, string Password, string? PasswordFile)
{
    /// <summary>How to log in.</summary>
    public string Description => $"user {User}, password {(PasswordFile is null ? "as configured" : "in " + PasswordFile)}";

    private const string DefaultUser = "streampulse";

    /// <summary>The credentials of the environment, or a random password that is stored in a file readable only by its owner.</summary>
    /// <param name="directory">Directory of that file; it must exist.</param>
    public static DashboardCredentials Find(string directory)
    {
        var user = Environment.GetEnvironmentVariable("STREAMPULSE_DashboardUser") is { Length: > 0 } given ? given : DefaultUser;
        if (Environment.GetEnvironmentVariable("STREAMPULSE_DashboardPassword_File") is { Length: > 0 } named)
            return new DashboardCredentials(user, File.ReadAllText(named).Trim(), null);
        if (Environment.GetEnvironmentVariable("STREAMPULSE_DashboardPassword") is { Length: > 0 } password)
            return new DashboardCredentials(user, password, null);
        var file = Path.Combine(directory, "dashboard-password");
        if (!File.Exists(file))
            Create(file);
        return new DashboardCredentials(user, File.ReadAllText(file).Trim(), file);
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
    }
}
