using System.CommandLine;
using System.Diagnostics;
using Npgsql;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary><c>psql</c>: opens PostgreSQL's own client on the database.</summary>
internal static class PsqlCommand
{
    private static readonly Argument<string[]> Arguments = new("ARGS")
    {
        Description = "Arguments for psql, after --.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
        => new Command("psql", "Open a PostgreSQL prompt on the database, or pass arguments to psql.")
        {
            Arguments,
        }.Run(RunAsync).WithExamples("psql", "psql -- -c 'SELECT count(*) FROM content_stats'");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        await using var session = await DatabaseSession.OpenAsync(
            CommonOptions.Load(call), SessionPurpose.Look, Terminal.Of(call).Note, cancellationToken);
        var database = new NpgsqlConnectionStringBuilder(session.ConnectionString);
        var start = new ProcessStartInfo("psql", call.GetValue(Arguments)!)
        {
            Environment =
            {
                ["PGHOST"] = database.Host,
                ["PGPORT"] = database.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["PGUSER"] = database.Username,
                ["PGPASSWORD"] = database.Password,
                ["PGDATABASE"] = database.Database,
                ["PGTZ"] = "UTC",
            },
        };
        try
        {
            using var psql = Process.Start(start)!;
            await psql.WaitForExitAsync(CancellationToken.None);
            return psql.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Terminal.Error("psql is not installed; on Debian: apt-get install postgresql-client.");
            return ExitCodes.DependencyMissing;
        }
    }
}
