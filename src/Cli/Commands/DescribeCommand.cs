using System.CommandLine;
using Npgsql;
using StreamPulse.Cli.Output;
using StreamPulse.Standalone.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary><c>describe</c>: the configuration as understood, secrets hidden.</summary>
internal static class DescribeCommand
{
    public static Command Create()
        => new Command("describe", "Print the configuration as understood, with secrets hidden.").Run(static (call, _) =>
        {
            var options = CommonOptions.Load(call);
            ResultWriter.WriteJson(options with { Postgres = Redact(options.Postgres) });
            return Task.FromResult(ExitCodes.Ok);
        });

    private static string? Redact(string? connectionString)
    {
        if (connectionString is null)
            return null;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            foreach (var key in new[] { "Password", "Passfile", "SSL Password", "SSL Key" }.Where(builder.ContainsKey).ToList())
                builder[key] = builder[key] is string { Length: > 0 } ? "***" : builder[key];
            return builder.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"STREAMPULSE_POSTGRES is not a connection string: {e.Message}", e);
        }
    }
}
