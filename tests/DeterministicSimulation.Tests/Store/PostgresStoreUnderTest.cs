using Npgsql;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Tests.Store;

/// <summary>PostgreSQL's store, as it ships.</summary>
internal sealed class PostgresStoreUnderTest(NpgsqlDataSource database) : IStoreUnderTest
{
    private readonly PostgresPipelineStore _store = new(database);
    private readonly PostgresWindowSink _sink = new(database);

    public Task EnsureSettingsAsync(PipelineSettings settings, CancellationToken cancellationToken)
        => _store.EnsureSettingsAsync(settings, cancellationToken);

    public Task<LogIdentity> EnsureLogAsync(LogIdentity log, CancellationToken cancellationToken)
        => _store.EnsureLogAsync(log, cancellationToken);

    public Task<long> ClaimAsync(CancellationToken cancellationToken) => _store.ClaimAsync(cancellationToken);

    public Task<StoredPipeline> LoadAsync(CancellationToken cancellationToken) => _store.LoadAsync(cancellationToken);

    public Task<List<(int Partition, long WindowStartMs)>> ListPartialsAsync(CancellationToken cancellationToken)
        => _store.ListPartialsAsync(cancellationToken);

    public Task<List<StoredPartials>> LoadPartialsAsync(
        IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => _store.LoadPartialsAsync(windowStartsMs, interner, cancellationToken);

    public Task<StoredCheckpoint> EnsureCheckpointAsync(int partition, long earliestOffset, CancellationToken cancellationToken)
        => _store.EnsureCheckpointAsync(partition, earliestOffset, cancellationToken);

    public Task<List<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
        => _store.ListClosedBeforeAsync(closedBefore, cancellationToken);

    public Task RetireAsync(IReadOnlyCollection<long> windowStartsMs, long term, CancellationToken cancellationToken)
        => _store.RetireAsync(windowStartsMs, term, cancellationToken);

    public Task CommitAsync(CommitBatch commit, bool mayBeCommitted, CancellationToken cancellationToken)
        => _sink.CommitAsync(commit, mayBeCommitted, cancellationToken);

    public Task<T> PartitionsAsync<T>(Func<IPartitionStore, Task<T>> call) => call(new PostgresPartitionStore(database));

    public Task<T> RowsAsync<T>(Func<IRowStore, Task<T>> call) => call(new PostgresRowStore(database));

    public Task<T> WindowsAsync<T>(Func<IWindowStore, Task<T>> call) => call(new PostgresWindowStore(database));

    public Task<List<(string Key, long Total, int Revision)>> RowsAsync()
        => ReadAsync(
            "SELECT content_id, download_count, revision FROM content_stats ORDER BY 1",
            r => (r.GetString(0), r.GetInt64(1), r.GetInt32(2)));

    public Task<List<(int Partition, long Offset)>> LateEventsAsync()
        => ReadAsync("SELECT partition, \"offset\" FROM late_events ORDER BY 1, 2", r => (r.GetInt32(0), r.GetInt64(1)));

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
