using Microsoft.Extensions.Configuration;

namespace StreamPulse.Silo.Hosting;

/// <summary>
/// Reads the settings: <c>streampulse.json</c> in the working directory, then environment variables that begin with <c>STREAMPULSE_</c>
/// (two underscores for a colon: <c>STREAMPULSE_Grains__IdleTimeout=00:01:00</c>). The connection string can also be in a file named by a
/// variable.
/// </summary>
public static class SiloConfiguration
{
    /// <summary>Prefix of the environment variables.</summary>
    public const string Prefix = "STREAMPULSE_";

    /// <summary>Reads and validates the settings.</summary>
    /// <exception cref="SiloSettingsException">
    /// A value cannot be parsed or is out of range; the message names key, value and what is allowed.
    /// </exception>
    public static SiloSettings Load()
        => Load(
            new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("streampulse.json"), optional: true).AddEnvironmentVariables(Prefix)
                .Build());

    /// <summary>The same from another configuration.</summary>
    /// <exception cref="SiloSettingsException">A value cannot be parsed or is out of range.</exception>
    public static SiloSettings Load(IConfiguration configuration)
    {
        try
        {
            var settings = configuration.Get<SiloSettings>() ?? new SiloSettings();
            if (configuration["Postgres_File"] is { Length: > 0 } file)
                settings = settings with { Postgres = File.ReadAllText(file).Trim() };
            if (configuration["DashboardPassword_File"] is { Length: > 0 } password)
                settings = settings with { DashboardPassword = File.ReadAllText(password).Trim() };
            settings = settings with { Kafka = settings.Kafka.WithDottedNames() };
            return settings.Problems() is { Count: > 0 } problems
                ? throw new SiloSettingsException(string.Join(Environment.NewLine, problems))
                : settings;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException or FormatException)
        {
            throw new SiloSettingsException(e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}", e);
        }
    }
}

/// <summary>The configuration is wrong. The user's fault; the message says what is allowed.</summary>
public sealed class SiloSettingsException(string message, Exception? inner = null) : Exception(message, inner);
