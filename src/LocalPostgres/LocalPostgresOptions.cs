namespace StreamPulse.LocalPostgres;

/// <summary>Settings of the private cluster.</summary>
public sealed class LocalPostgresOptions
{
    /// <summary>
    /// The instance directory: data, password and lock. Created if missing, unless <see cref="MustExist"/>. Two instances need two
    /// directories.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>
    /// A further directory with PostgreSQL's programs, tried after STREAMPULSE_PG_BIN, PATH and the usual places; null for none.
    /// </summary>
    public string? ExtraBinaryDirectory { get; init; }

    /// <summary>
    /// The account that runs PostgreSQL's programs when this process is root, which they refuse to be. Not used otherwise.
    /// </summary>
    public string ServerUser { get; init; } = "postgres";

    /// <summary>
    /// Database that <see cref="LocalPostgresCluster.ConnectionString"/> names; created if missing, unless <see cref="MustExist"/>.
    /// </summary>
    public string Database { get; init; } = "streampulse";

    /// <summary>
    /// For a program that looks at data: where there is none, nothing is created, and the start fails with
    /// <see cref="LocalPostgresProblem.NoData"/>.
    /// </summary>
    public bool MustExist { get; init; }

    /// <summary>How long a start may take, recovery after a crash included, before it counts as failed.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>PostgreSQL's shared_buffers, in MB: memory taken at start. Read when the server starts.</summary>
    public int SharedBuffersMB { get; init; } = 256;

    /// <summary>Connections that the server admits at once. Read when the server starts.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>True is faster but loses data at a power failure. Only for clusters that are deleted after a test run.</summary>
    public bool ThrowAway { get; init; }

    /// <summary>Called with one sentence before each step that takes time: creating, starting, recovering. Null for none.</summary>
    public Action<string>? OnProgress { get; init; }
}
