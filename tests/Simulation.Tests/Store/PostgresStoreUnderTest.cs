using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Simulation.Tests.Store;

/// <summary>PostgreSQL's stores, as they ship.</summary>
internal sealed class PostgresStoreUnderTest(NpgsqlDataSource database) : IStoreUnderTest
{
    private readonly PostgresRowStore _rows = new(database);

    public Task<T> PartitionsAsync<T>(Func<IPartitionStore, Task<T>> call) => call(new PostgresPartitionStore(database));

    public Task<T> RowsAsync<T>(Func<IRowStore, Task<T>> call) => call(_rows);

    public Task<T> WindowsAsync<T>(Func<IWindowStore, Task<T>> call) => call(new PostgresWindowStore(database));

    public Task<List<(string Key, long Total, int Revision)>> ContentRowsAsync()
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
