using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>How the silo and the gateway end.</summary>
public static partial class ProgramExit
{
    /// <summary>Runs a program; an exception becomes one line and an exit code.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(ILogger logger, Func<Task> program)
    {
        try
        {
            await program();
            return ExitCodes.Ok;
        }
        catch (Exception e)
        {
            var code = ExitCodes.Of(e) ?? (e is IOException ? ExitCodes.DependencyMissing : ExitCodes.Failed); // a port is in use
            if (code == ExitCodes.Usage)
                Wrong(logger, e.Message);
            else
                CannotRun(logger, e.Message);
            return code;
        }
    }

    [LoggerMessage(2392, LogLevel.Warning, "{Warning}")]
    internal static partial void Warn(ILogger logger, string warning);

    [LoggerMessage(2390, LogLevel.Critical, "The settings are wrong: {Problems}")]
    private static partial void Wrong(ILogger logger, string problems);

    [LoggerMessage(2391, LogLevel.Critical, "The program cannot run: {Reason}")]
    private static partial void CannotRun(ILogger logger, string reason);
}
