namespace StreamPulse.Cli;

/// <summary>Exit codes of the program.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The command failed, or differences were found.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the configuration are wrong.</summary>
    public const int Usage = 2;

    /// <summary>A dependency is missing: PostgreSQL, disk space, a port.</summary>
    public const int DependencyMissing = 3;

    /// <summary>Interrupted by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
