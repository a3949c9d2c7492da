namespace StreamPulse.Cli;

/// <summary>What the program ends with.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was tried and failed, or differences were found.</summary>
    public const int Failed = 1;

    /// <summary>The call's words or the configuration are wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something that is needed is not there: PostgreSQL, a file's disk, a port.</summary>
    public const int DependencyMissing = 3;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
