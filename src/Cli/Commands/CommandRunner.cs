using System.CommandLine;
using System.Net.Sockets;
using StreamPulse.Api.Security;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Cluster;
using StreamPulse.Cli.Output;
using StreamPulse.Import;
using StreamPulse.LocalPostgres;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Generator;
using StreamPulse.Hosting;
using StreamPulse.Postgres;
using StreamPulse.Storage;

namespace StreamPulse.Cli.Commands;

/// <summary>Runs a command and turns exceptions into one line and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Gives the command its action.</summary>
    public static Command Run(this Command command, Func<ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction((call, cancellationToken) => GuardAsync(call, work, cancellationToken));
        return command;
    }

    /// <summary>Gives the command examples for its help, without the name of the program.</summary>
    public static Command WithExamples(this Command command, params string[] examples)
    {
        HelpWithExamples.Add(command, examples);
        return command;
    }

    private static async Task<int> GuardAsync(
        ParseResult call, Func<ParseResult, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(call, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (CodeOf(e) is { } code)
        {
            Terminal.Error(e.Message);
            return code;
        }
        catch (Exception e)
        {
            Terminal.Error($"{e.Message} This is an error in StreamPulse; please report it with the following details.");
            Terminal.Details(e.ToString());
            return ExitCodes.Failed;
        }
    }

    private static int? CodeOf(Exception e) => e switch
    {
        ClusterStartException start => start.ExitCode,
        ClusterNotBuiltException => ExitCodes.DependencyMissing,
        GeneratorOptionsException or UsageException or TokenKeyException or NoTablesException
            or LocalPostgresException { Problem: LocalPostgresProblem.NoData } => ExitCodes.Usage,
        LocalPostgresException or PortInUseException => ExitCodes.DependencyMissing,
        LogFullException or ImportException or ImportAlreadyDoneException or ImportConflictException or RetryBusyException
            or MigrationException or OffsetOutOfRangeException or HttpRequestException or IOException
            or UnauthorizedAccessException => ExitCodes.Failed,
        SocketException => ExitCodes.DependencyMissing,
        _ => ExitCodes.Of(e) ?? (DatabaseErrors.IsOutage(e) ? ExitCodes.DependencyMissing : null),
    };
}
