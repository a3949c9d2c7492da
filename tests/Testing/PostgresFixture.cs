using Npgsql;
using StreamPulse.LocalPostgres;
using StreamPulse.Storage;

namespace StreamPulse.Testing;

/// <summary>
/// A PostgreSQL server for the tests of one process: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>, then take it in a test
/// class's constructor. Without STREAMPULSE_TEST_POSTGRES (a connection string of a role that may create databases) it is a throw-away
/// cluster in a temporary directory.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    /// <summary>Environment variable with the connection string of a server to use instead.</summary>
    public const string ServerVariable = "STREAMPULSE_TEST_POSTGRES";

    private readonly string _prefix = "streampulse_test_" + Guid.NewGuid().ToString("N")[..12];
    private readonly SemaphoreSlim _creating = new(1, 1); // one CREATE DATABASE at a time: the template admits no second user
    private readonly List<string> _databases = [];
    private readonly List<NpgsqlDataSource> _dataSources = [];
    private string? _directory;
    private LocalPostgresCluster? _cluster;
    private ServerWatchdog? _watchdog;
    private NpgsqlConnectionStringBuilder? _server;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given)
            _server = new NpgsqlConnectionStringBuilder(given);
        else
            await StartClusterAsync();
        await CreateTemplateAsync();
    }

    /// <summary>A new database with the current schema. Its pool is closed and the database dropped at the end of the run.</summary>
    public async Task<NpgsqlDataSource> CreateDatabaseAsync() => await CreateDatabaseAsync($" TEMPLATE {Template}");

    /// <summary>A new database without any table.</summary>
    public async Task<NpgsqlDataSource> CreateEmptyDatabaseAsync() => await CreateDatabaseAsync("");

    /// <summary>A new database with what another one of this fixture holds. Nobody may use that one meanwhile.</summary>
    public async Task<NpgsqlDataSource> CopyDatabaseAsync(NpgsqlDataSource original)
    {
        original.Clear();
        return await CreateDatabaseAsync($" TEMPLATE {new NpgsqlConnectionStringBuilder(original.ConnectionString).Database}");
    }

    /// <summary>Connection string, password included, of a database made by this fixture.</summary>
    public string ConnectionStringOf(NpgsqlDataSource dataSource)
        => new NpgsqlConnectionStringBuilder(Server.ConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Database,
        }.ConnectionString;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var dataSource in _dataSources)
            await dataSource.DisposeAsync();
        if (_cluster is null)
        {
            await DropDatabasesAsync();
            return;
        }

        await _cluster.StopAsync(StopMode.Immediate);
        _watchdog?.Dispose();
        Directory.Delete(_directory!, recursive: true);
    }

    private string Template => _prefix + "_template";

    private NpgsqlConnectionStringBuilder Server => _server ?? throw new InvalidOperationException("The fixture was not initialised.");

    private async Task StartClusterAsync()
    {
        _directory = TestDirectory.CreateFast();
        _cluster = await LocalPostgresCluster.StartAsync(
            new LocalPostgresOptions { Directory = _directory, ThrowAway = true, SharedBuffersMB = 64, MaxConnections = 300 },
            CancellationToken.None);
        _watchdog = new ServerWatchdog(_cluster.ServerProcessId!.Value, _directory);
        _server = new NpgsqlConnectionStringBuilder(_cluster.ConnectionString);
    }

    private async Task CreateTemplateAsync()
    {
        await ExecuteAsync($"CREATE DATABASE {Template}");
        _databases.Add(Template);
        await using var dataSource =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = Template, Pooling = false });
        await Migrator.MigrateAsync(dataSource, CancellationToken.None);
    }

    private async Task<NpgsqlDataSource> CreateDatabaseAsync(string template)
    {
        await _creating.WaitAsync();
        try
        {
            var name = $"{_prefix}_{_databases.Count}";
            await ExecuteAsync($"CREATE DATABASE {name}{template}");
            var dataSource = NpgsqlDataSource.Create(DescribePool(name));
            _databases.Add(name);
            _dataSources.Add(dataSource);

            return dataSource;
        }
        finally
        {
            _creating.Release();
        }
    }

    // Every test has a pool of its own; without this limit their idle connections would use up the server's connections.
    private NpgsqlConnectionStringBuilder DescribePool(string database)
        => new(Server.ConnectionString) { Database = database, ConnectionIdleLifetime = 2, ConnectionPruningInterval = 1 };

    private async Task DropDatabasesAsync()
    {
        foreach (var name in _databases)
            await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
