using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>
/// Reads the options: <c>streampulse.json</c> in the working directory, then environment variables that begin with <c>STREAMPULSE_</c>
/// (two underscores for a colon: <c>STREAMPULSE_Pipeline__WindowSize=00:00:30</c>). Secrets may also be in a file that a variable names.
/// </summary>
public static partial class StreamPulseConfiguration
{
    /// <summary>Prefix of the environment variables.</summary>
    public const string Prefix = "STREAMPULSE_";

    /// <summary>Sections and keys of earlier versions, and what replaces them.</summary>
    private static readonly Dictionary<string, string> Replaced = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Grains"] = "Engine",
        ["Engine:OnTrimmed"] = "Engine:SkipLostRecords (true or false)",
        ["Engine:StopTimeout"] = "StopTimeout",
    };

    /// <summary>The options, validated.</summary>
    /// <exception cref="ConfigurationException">
    /// A value cannot be parsed or is out of range, or a key is unknown; the message names key, value and what is allowed.
    /// </exception>
    public static StreamPulseOptions Load() => LoadFile("streampulse.json");

    /// <summary>The same with another file, which need not be there.</summary>
    /// <exception cref="ConfigurationException">As <see cref="Load()"/>, or the file is not JSON.</exception>
    public static StreamPulseOptions LoadFile(string path)
    {
        IConfiguration configuration;
        try
        {
            configuration =
                new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: true).AddEnvironmentVariables(Prefix).Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException)
        {
            throw new ConfigurationException($"{path} cannot be read as configuration: {e.GetBaseException().Message}", e);
        }

        return Load(configuration);
    }

    /// <summary>The options for a silo or gateway program, which needs a database that is there. Logs their warnings.</summary>
    /// <exception cref="ConfigurationException">As <see cref="Load()"/>, or no database is named.</exception>
    public static StreamPulseOptions LoadForProgram(ILogger logger)
    {
        var options = Load();
        foreach (var warning in options.Warnings())
            ProgramExit.Warn(logger, warning);
        return options.Postgres is not null
            ? options
            : throw new ConfigurationException(
                "Postgres is not set; this program needs the connection string of the database that all silos share "
                + "(STREAMPULSE_POSTGRES, or a file named by STREAMPULSE_POSTGRES_FILE).");
    }

    /// <summary>The same from another configuration.</summary>
    /// <exception cref="ConfigurationException">A value cannot be parsed or is out of range, or a key is unknown.</exception>
    public static StreamPulseOptions Load(IConfiguration configuration)
    {
        try
        {
            RefuseUnknown(configuration);
            var options = configuration.Get<StreamPulseOptions>() ?? new StreamPulseOptions();
            if (configuration["Data"] is { Length: > 0 } data)
                options = options with { DataDirectory = Path.GetFullPath(data) };
            if (configuration["Postgres_File"] is { Length: > 0 } file)
                options = options with { Postgres = File.ReadAllText(file).Trim() };
            if (configuration["DashboardPassword_File"] is { Length: > 0 } password)
                options = options with { DashboardPassword = File.ReadAllText(password).Trim() };
            return Validated(options with
            {
                SecretFiles = SecretFiles.NamedIn(configuration),
                Postgres = string.IsNullOrWhiteSpace(options.Postgres) ? null : options.Postgres,
                Kafka = options.Kafka.WithDottedNames(),
            });
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException or FormatException)
        {
            throw new ConfigurationException(Describe(e), e);
        }
    }

    /// <summary>What the binder says of a value of another kind, with the kind in words instead of the type that holds it.</summary>
    private static string Describe(Exception e)
    {
        if (OtherKind().Match(e.Message) is not { Success: true } found)
            return e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
        var key = found.Groups["key"].Value;
        var type = key.Split(':').Aggregate(typeof(StreamPulseOptions), static (of, name) => PropertyOf(of, name)?.PropertyType ?? of);
        type = Nullable.GetUnderlyingType(type) ?? type;
        var allowed = type == typeof(TimeSpan) ? "times such as 00:01:00"
            : type == typeof(bool) ? "true and false"
            : type.IsEnum ? string.Join(", ", Enum.GetNames(type))
            : type == typeof(int) || type == typeof(long) ? "whole numbers"
            : "numbers";
        return $"{key} is {found.Groups["value"].Value}; allowed are {allowed}.";
    }

    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<key>.*)' to type '", RegexOptions.Singleline)]
    private static partial Regex OtherKind();

    /// <summary>The same options if all of them are in range.</summary>
    /// <exception cref="ConfigurationException">One is not.</exception>
    public static StreamPulseOptions Validated(StreamPulseOptions options)
        => options.Problems() is { Count: > 0 } problems
            ? throw new ConfigurationException(string.Join(Environment.NewLine, problems))
            : options;

    /// <summary>
    /// A key that nothing reads is a mistake. At the top level only sections are looked at: the environment holds variables of other
    /// programs with the same prefix.
    /// </summary>
    private static void RefuseUnknown(IConfiguration configuration)
    {
        foreach (var section in configuration.GetChildren().Where(static s => s.GetChildren().Any()))
        {
            if (Replaced.TryGetValue(section.Path, out var name))
                throw new ConfigurationException($"The section {section.Path} is called {name} now.");
            if (PropertyOf(typeof(StreamPulseOptions), section.Key) is not { } property)
                throw new ConfigurationException($"There is no section {section.Path}.");
            foreach (var key in section.GetChildren().Where(key => PropertyOf(property.PropertyType, key.Key) is null))
            {
                throw new ConfigurationException(
                    Replaced.TryGetValue(key.Path, out var other) ? $"{key.Path} is {other} now." : $"There is no option {key.Path}.");
            }
        }
    }

    private static PropertyInfo? PropertyOf(Type type, string key)
        => type.GetProperty(key, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase);
}

/// <summary>The configuration is wrong. The user's fault; the message says what is allowed.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
