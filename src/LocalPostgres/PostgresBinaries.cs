using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamPulse.LocalPostgres;

/// <summary>A directory with PostgreSQL's programs, and their major version.</summary>
public sealed partial record PostgresBinaries(string Directory, int MajorVersion)
{
    /// <summary>Oldest major version that the schema and the settings work with.</summary>
    public const int MinimumMajorVersion = 14;

    /// <summary>Environment variable that names the directory to use.</summary>
    public const string DirectoryVariable = "STREAMPULSE_PG_BIN";

    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public string InitDb => Path.Combine(Directory, "initdb");

    public string PgCtl => Path.Combine(Directory, "pg_ctl");

    public string Postgres => Path.Combine(Directory, "postgres");

    /// <summary>The first usable ones.</summary>
    /// <param name="extraDirectory">Tried last; null for none.</param>
    /// <param name="dataVersion">Major version of the data that they have to run; null when there is none yet.</param>
    /// <exception cref="LocalPostgresException">There are none.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? extraDirectory, int? dataVersion, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        foreach (var directory in Candidates(extraDirectory).Distinct())
        {
            if (!Needed.All(name => File.Exists(Path.Combine(directory, name))))
                continue;
            var binaries = await DescribeAsync(directory, cancellationToken).ConfigureAwait(false);
            if (binaries is not null && binaries.MajorVersion >= MinimumMajorVersion
                && (dataVersion ?? binaries.MajorVersion) == binaries.MajorVersion)
            {
                return binaries;
            }

            seen.Add(binaries is null ? $"{directory} (does not run)" : $"{directory} (version {binaries.MajorVersion})");
        }

        var wanted = dataVersion is null ? $"{MinimumMajorVersion} or newer" : $"{dataVersion}, which wrote the data that is here";
        var found = seen.Count == 0 ? "" : $" Found, but not usable: {string.Join(", ", seen)}.";
        throw new LocalPostgresException(
            LocalPostgresProblem.BinariesNotFound,
            $"PostgreSQL {wanted}, is not installed where it is looked for.{found} Install it (Debian: apt install postgresql), or set "
            + $"{DirectoryVariable} to the directory that holds initdb, postgres and pg_ctl.");
    }

    private static IEnumerable<string> Candidates(string? extraDirectory)
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } chosen)
            yield return Path.GetFullPath(chosen);

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var program = new FileInfo(Path.Combine(directory, "initdb"));
            if (program.Exists
                && Path.GetDirectoryName(program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName) is { } real)
            {
                yield return real;
            }
        }

        foreach (var directory in InstalledVersions())
            yield return directory;

        if (extraDirectory is not null)
            yield return Path.GetFullPath(extraDirectory);
    }

    private static IEnumerable<string> InstalledVersions()
    {
        var root = new DirectoryInfo("/usr/lib/postgresql");
        if (!root.Exists)
            return [];
        return root.GetDirectories()
            .OrderByDescending(d => int.TryParse(d.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(d => Path.Combine(d.FullName, "bin"));
    }

    private static async Task<PostgresBinaries?> DescribeAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            var result = await ProgramRunner.RunAsync([Path.Combine(directory, "postgres"), "--version"], cancellationToken)
                .ConfigureAwait(false);
            var match = MajorVersionPattern().Match(result.Output);
            return match.Success ? new PostgresBinaries(directory, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersionPattern();
}
