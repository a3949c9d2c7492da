using Npgsql;
using StreamPulse.Core.Results;
using StreamPulse.Hosting.Silo;
using StreamPulse.LocalPostgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;

namespace StreamPulse.Hosting;

/// <summary>The database that a command works on: the configured one, or the private cluster, started if it does not run yet.</summary>
public sealed class DatabaseSession : IDatabaseCondition, IAsyncDisposable
{
    /// <summary>In the private cluster, the database of the embedded log. It is that cluster's default.</summary>
    public const string EmbeddedLogDatabase = "streampulse";

    /// <summary>
    /// In the private cluster, the database of a pipeline from Kafka: offsets of another log mean nothing in the other one.
    /// </summary>
    public const string KafkaDatabase = "streampulse_kafka";

    private readonly LocalPostgresCluster? _cluster;

    private readonly bool _runsPipeline;
    private LocalPostgresKeeper? _keeper;

    private DatabaseSession(NpgsqlDataSource dataSource, string connectionString, LocalPostgresCluster? cluster, bool runsPipeline)
        => (DataSource, ConnectionString, _cluster, _runsPipeline) = (dataSource, connectionString, cluster, runsPipeline);

    /// <summary>Migrated and ready.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>With its password.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the database is the private cluster.</summary>
    public bool IsPrivate => _cluster is not null;

    /// <inheritdoc/>
    public string? Problem => _keeper?.Problem;

    /// <summary>
    /// Starts the private cluster again whenever it ends, until this session is closed. Does nothing for another database.
    /// </summary>
    /// <param name="tell">Takes a message when it ends and when it runs again.</param>
    public void KeepRunning(Action<string> tell)
        => _keeper ??= _cluster is null ? null : new LocalPostgresKeeper(_cluster, TimeProvider.System, tell);

    /// <summary>Opens the database, starting the private cluster if none is configured, and migrates it.</summary>
    /// <param name="purpose">Whether what is missing is created.</param>
    /// <param name="onProgress">Called with a sentence before each step that takes time.</param>
    /// <exception cref="LocalPostgresException">
    /// The private cluster cannot be started, or has no data to look at (<see cref="LocalPostgresProblem.NoData"/>); the message says what
    /// to do.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The database that was named cannot be reached.</exception>
    /// <exception cref="MigrationException">It is of a newer version, or programs of an older version run on it.</exception>
    /// <exception cref="NoTablesException">The database that was named has no data to look at.</exception>
    public static async Task<DatabaseSession> OpenAsync(
        StreamPulseOptions options, SessionPurpose purpose, Action<string>? onProgress, CancellationToken cancellationToken)
    {
        var cluster = options.Postgres is null
            ? await LocalPostgresCluster.StartAsync(
                new LocalPostgresOptions
                {
                    Directory = options.DataDirectory,
                    MustExist = purpose == SessionPurpose.Look,
                    Database = options.IsKafka ? KafkaDatabase : EmbeddedLogDatabase,
                    ExtraBinaryDirectory = Environment.GetEnvironmentVariable("STREAMPULSE_PG_BIN_EXTRA"),
                    OnProgress = onProgress,
                },
                cancellationToken)
            : null;
        var connectionString = cluster?.ConnectionString ?? options.Postgres!;
        try
        {
            return new DatabaseSession(
                await ResultDatabase.OpenAsync(
                    connectionString, "streampulse", cancellationToken, mustExist: purpose == SessionPurpose.Look,
                    beforeUpgrade: OlderSilos.CheckOf(options)),
                connectionString, cluster, purpose == SessionPurpose.RunPipeline);
        }
        catch
        {
            if (cluster is not null)
                await cluster.StopIfUnusedAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// Closes the connections and stops the private cluster if no other program uses it and this session started it or ran a pipeline.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
        await DataSource.DisposeAsync();
        if (_cluster is not null && (_cluster.StartedByUs || _runsPipeline))
            await _cluster.StopIfUnusedAsync(CancellationToken.None);
    }
}
