using StreamPulse.Hosting.Silo;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Postgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Hosting;

/// <summary>Exit codes of all programs.</summary>
public static class ExitCodes
{
    /// <summary>The program did what it was asked to.</summary>
    public const int Ok = 0;

    /// <summary>The program or command failed, or differences were found.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the configuration are wrong.</summary>
    public const int Usage = 2;

    /// <summary>A dependency is missing: PostgreSQL, disk space, a port.</summary>
    public const int DependencyMissing = 3;

    /// <summary>Interrupted by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for an expected failure that any program can have; null for others.</summary>
    public static int? Of(Exception e) => e switch
    {
        ConfigurationException or KafkaOptionsException or SettingsMismatchException or LogMismatchException
            or PartitionCountException => Usage,
        StoreUnavailableException or LogUnavailableException => DependencyMissing,
        DatabaseInUseException => Failed,
        _ => null,
    };
}
