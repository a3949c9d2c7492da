using Microsoft.Extensions.Configuration;

namespace StreamPulse.Standalone.Hosting;

/// <summary>
/// Reads the options: <c>streampulse.json</c> in the working directory, then environment variables that begin with <c>STREAMPULSE_</c>
/// (two underscores for a colon: <c>STREAMPULSE_Pipeline__WindowSize=00:00:30</c>). Secrets may also be in a file that a variable names.
/// </summary>
public static class StandaloneConfiguration
{
    /// <summary>Prefix of the environment variables.</summary>
    public const string Prefix = "STREAMPULSE_";

    /// <summary>The options, checked.</summary>
    /// <exception cref="ConfigurationException">
    /// A value cannot be read or is out of range; the message names key, value and what is allowed.
    /// </exception>
    public static StandaloneOptions Load()
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath("streampulse.json"), optional: true)
                .AddEnvironmentVariables(Prefix)
                .Build();
            var options = configuration.Get<StandaloneOptions>() ?? new StandaloneOptions();
            if (configuration["Data"] is { Length: > 0 } data)
                options = options with { DataDirectory = Path.GetFullPath(data) };
            if (configuration["Postgres_File"] is { Length: > 0 } file)
                options = options with { Postgres = File.ReadAllText(file).Trim() };
            return Checked(options with
            {
                Postgres = string.IsNullOrWhiteSpace(options.Postgres) ? null : options.Postgres,
                Kafka = options.Kafka.WithDottedNames(),
            });
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException or FormatException)
        {
            throw new ConfigurationException(e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}", e);
        }
    }

    /// <summary>The same options if all of them are in range.</summary>
    /// <exception cref="ConfigurationException">One is not.</exception>
    public static StandaloneOptions Checked(StandaloneOptions options)
        => options.Problems() is { Count: > 0 } problems
            ? throw new ConfigurationException(string.Join(Environment.NewLine, problems))
            : options;
}

/// <summary>The configuration is wrong. The user's; the message says what would be right.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
