using Microsoft.Extensions.Logging;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Postgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Hosting;

/// <summary>Exit codes of the silo and the gateway.</summary>
public static partial class ProgramExit
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int WrongSettings = 2;
    private const int DependencyMissing = 3;

    /// <summary>Runs a program and turns what it throws into one line and an exit code.</summary>
    /// <returns>0; 1 failed, 2 wrong settings, 3 a dependency cannot be used.</returns>
    public static async Task<int> RunAsync(ILogger logger, Func<Task> program)
    {
        try
        {
            await program();
            return Ok;
        }
        catch (Exception e) when (
            e is ConfigurationException or KafkaOptionsException or SettingsMismatchException or LogMismatchException
                or PartitionCountException)
        {
            Wrong(logger, e.Message);
            return WrongSettings;
        }
        catch (Exception e)
        {
            CannotRun(logger, e.Message);
            return e is StoreUnavailableException or LogUnavailableException or IOException ? DependencyMissing : Failed;
        }
    }

    [LoggerMessage(2390, LogLevel.Critical, "The settings are wrong: {Problems}")]
    private static partial void Wrong(ILogger logger, string problems);

    [LoggerMessage(2391, LogLevel.Critical, "The program cannot run: {Reason}")]
    private static partial void CannotRun(ILogger logger, string reason);
}
