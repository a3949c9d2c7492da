using Microsoft.Extensions.Configuration;

namespace StreamPulse.Gateway.Hosting;

/// <summary>
/// Reads the settings: <c>streampulse.json</c> in the working directory, then environment variables that begin with <c>STREAMPULSE_</c>
/// (two underscores for a colon: <c>STREAMPULSE_Kafka__Topic=downloads</c>). The connection string can also be in a file named by a
/// variable.
/// </summary>
public static class GatewayConfiguration
{
    /// <summary>Prefix of the environment variables.</summary>
    public const string Prefix = "STREAMPULSE_";

    /// <summary>Reads and validates the settings.</summary>
    /// <exception cref="GatewaySettingsException">
    /// A value cannot be parsed or is out of range; the message names key, value and what is allowed.
    /// </exception>
    public static GatewaySettings Load()
        => Load(
            new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("streampulse.json"), optional: true).AddEnvironmentVariables(Prefix)
                .Build());

    /// <summary>The same from another configuration.</summary>
    /// <exception cref="GatewaySettingsException">A value cannot be parsed or is out of range.</exception>
    public static GatewaySettings Load(IConfiguration configuration)
    {
        try
        {
            var settings = configuration.Get<GatewaySettings>() ?? new GatewaySettings();
            if (configuration["Postgres_File"] is { Length: > 0 } file)
                settings = settings with { Postgres = File.ReadAllText(file).Trim() };
            settings = settings with { Kafka = settings.Kafka.WithDottedNames() };
            return settings.Problems() is { Count: > 0 } problems
                ? throw new GatewaySettingsException(string.Join(Environment.NewLine, problems))
                : settings;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException or FormatException)
        {
            throw new GatewaySettingsException(e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}", e);
        }
    }
}

/// <summary>The configuration is wrong. The user's fault; the message says what is allowed.</summary>
public sealed class GatewaySettingsException(string message, Exception? inner = null) : Exception(message, inner);
