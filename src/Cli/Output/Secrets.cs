using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using StreamPulse.Log.Kafka;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Output;

/// <summary>Hides secrets in the configuration before it is printed.</summary>
internal static partial class Secrets
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

    /// <summary>Replaces user and password in every URL of a tree of values, whatever option it is in.</summary>
    public static void HideInUrls(JsonNode? node)
    {
        if (node is JsonObject named)
        {
            foreach (var (name, value) in named.ToList())
            {
                if (WithoutUser(value) is { } hidden)
                    named[name] = hidden;
                HideInUrls(value);
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (WithoutUser(list[i]) is { } hidden)
                    list[i] = hidden;
                HideInUrls(list[i]);
            }
        }
    }

    /// <summary>A text without the user in its URL; null where there is none.</summary>
    private static string? WithoutUser(JsonNode? value)
        => value is JsonValue text && text.TryGetValue<string>(out var url) && UserInfo().IsMatch(url)
            ? UserInfo().Replace(url, Hidden)
            : null;

    [GeneratedRegex(@"(?<=://)[^/?#\s,]+(?=@)")]
    private static partial Regex UserInfo();

    private static KafkaOptions Hide(KafkaOptions kafka)
        => kafka with { Properties = kafka.Properties.ToDictionary(static p => p.Key, static p => IsSecret(p.Key) ? Hidden : p.Value) };

    private static string? Hide(string? connectionString)
    {
        if (connectionString is null)
            return null;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            foreach (var key in new[] { "Password", "Passfile", "SSL Password", "SSL Key", "Options" }.Where(builder.ContainsKey).ToList())
                builder[key] = builder[key] is string { Length: > 0 } ? Hidden : builder[key];
            return builder.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"STREAMPULSE_POSTGRES is not a connection string: {e.Message}", e);
        }
    }
}
