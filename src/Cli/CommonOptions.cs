using System.CommandLine;
using StreamPulse.Standalone.Hosting;

namespace StreamPulse.Cli;

/// <summary>Options that every verb takes.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON.", Recursive = true };

    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress and no notes, only results and errors.", Recursive = true };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "Directory of the private PostgreSQL cluster (default: STREAMPULSE_DATA, then .streampulse/data).",
        Recursive = true,
    };

    /// <summary>The configuration with what the call says on top.</summary>
    /// <exception cref="ConfigurationException">It is wrong.</exception>
    public static StandaloneOptions Load(ParseResult call)
    {
        var options = StandaloneConfiguration.Load();
        return call.GetValue(Data) is { Length: > 0 } data ? options with { DataDirectory = Path.GetFullPath(data) } : options;
    }
}
