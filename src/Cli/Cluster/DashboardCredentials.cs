using System.Security.Cryptography;

namespace StreamPulse.Cli.Cluster;

/// <summary>Who may see the dashboard.</summary>
/// <param name="PasswordFile">Where a person finds the password; null where it was given.</param>
internal sealed record DashboardCredentials(string User, string Password, string? PasswordFile)
{
    private const string DefaultUser = "streampulse";

    /// <summary>The login of the environment, or one with a random password that is kept in a file of its owner's.</summary>
    /// <param name="directory">Of that file; it is there.</param>
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
