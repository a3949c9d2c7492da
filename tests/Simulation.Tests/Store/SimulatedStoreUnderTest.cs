using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Tests.Store;

/// <summary>The simulated store; each call lets its world run until it is answered.</summary>
internal sealed class SimulatedStoreUnderTest : IStoreUnderTest
{
    private readonly World _world = new(1);
    private readonly SimulatedProcess _process;
    private readonly SimulatedStore _store;
    private readonly StoreConnection _connection;

    public SimulatedStoreUnderTest()
    {
        _process = new SimulatedProcess(_world, 1, "test");
        _store = new SimulatedStore(_world, Mutant.None);
        _connection = new StoreConnection(_world, _process, _store);
    }

    public Task<T> PartitionsAsync<T>(Func<IPartitionStore, Task<T>> call) => Drive(() => call(_connection));

    public Task<T> RowsAsync<T>(Func<IRowStore, Task<T>> call) => Drive(() => call(_connection));

    public Task<T> WindowsAsync<T>(Func<IWindowStore, Task<T>> call) => Drive(() => call(_connection));

    public Task<List<(string Key, long Total, int Revision)>> ContentRowsAsync()
        => Task.FromResult(
            _store.State.Rows.Values.Where(r => r.Table == "content_stats").Select(r => (r.Key, r.Total, r.Revision)).Order().ToList());

    public Task<List<(int Partition, long Offset)>> LateEventsAsync() => Task.FromResult(_store.State.LateEvents.Keys.ToList());

    private async Task<T> Drive<T>(Func<Task<T>> call)
    {
        var result = default(T);
        var task = _process.Start(async () => { result = await call(); });
        _world.RunUntil(() => task.IsCompleted, TimeSpan.FromMinutes(1));
        await task;
        return result!;
    }
}
