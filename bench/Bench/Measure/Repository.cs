using System.Diagnostics;

namespace StreamPulse.Bench.Measure;

/// <summary>The repository that this program was built in.</summary>
internal static class Repository
{
    /// <summary>The sources that the figures depend on.</summary>
    private static readonly string[] Sources = [
        "src", "build", "bench/Bench", "bench/python", "tests/KafkaMock", "Directory.Packages.props", "Directory.Build.props"];

    public static string Root
    {
        get
        {
            var directory = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(directory, "StreamPulse.sln")))
                directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Run the bench from its repository.");
            return directory;
        }
    }

    /// <summary>The commit, with +changes where sources have changes that are not committed; null where git does not tell.</summary>
    public static string? Commit()
        => Git("rev-parse", "--short=10", "HEAD") is { Length: > 0 } commit
            ? commit + (Git(["status", "--porcelain", "--", .. Sources]) is { Length: > 0 } ? "+changes" : "")
            : null;

    private static string? Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo(
                "git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true });
            var text = git!.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
