using Npgsql;
using StreamPulse.Log.Kafka;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Output;

/// <summary>Hides secrets in the configuration before it is printed.</summary>
internal static class Secrets
{
    private const string Hidden = "***";

    /// <summary>The same options with secrets replaced.</summary>
    /// <exception cref="ConfigurationException">The connection string cannot be parsed.</exception>
    public static StreamPulseOptions Hide(StreamPulseOptions options)
        => options with
        {
            Postgres = Hide(options.Postgres),
            DashboardPassword = options.DashboardPassword is null ? null : Hidden,
            Kafka = Hide(options.Kafka),
            Schemas = options.Schemas with { RegistryUser = options.Schemas.RegistryUser is null ? null : Hidden },
        };

    /// <summary>Whether the value of a client property is a secret. Hiding too many is harmless.</summary>
    public static bool IsSecret(string property)
        => property.Contains("password", StringComparison.OrdinalIgnoreCase)
            || property.Contains("secret", StringComparison.OrdinalIgnoreCase)
            || property.Contains("jaas", StringComparison.OrdinalIgnoreCase)
            || property.Contains("token", StringComparison.OrdinalIgnoreCase)
            && !property.EndsWith(".url", StringComparison.OrdinalIgnoreCase)
            || property.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
            || property.EndsWith(".key", StringComparison.OrdinalIgnoreCase)
            || property.EndsWith("oauthbearer.config", StringComparison.OrdinalIgnoreCase)
            || property.EndsWith("passphrase", StringComparison.OrdinalIgnoreCase);

    private static KafkaOptions Hide(KafkaOptions kafka)
        => kafka with { Properties = kafka.Properties.ToDictionary(static p => p.Key, static p => IsSecret(p.Key) ? Hidden : p.Value) };

    private static string? Hide(string? connectionString)
    {
        if (connectionString is null)
            return null;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            foreach (var key in new[] { "Password", "Passfile", "SSL Password", "SSL Key" }.Where(builder.ContainsKey).ToList())
                builder[key] = builder[key] is string { Length: > 0 } ? Hidden : builder[key];
            return builder.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"STREAMPULSE_POSTGRES is not a connection string: {e.Message}", e);
        }
    }
}
