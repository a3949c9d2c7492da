using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Tests.Store;

/// <summary>The simulated store; each call lets its world run until it is answered.</summary>
internal sealed class SimulatedStoreUnderTest : IStoreUnderTest
{
    private readonly World _world = new(1);
    private readonly SimulatedProcess _process;
    private readonly SimulatedStore _store;
    private readonly StoreConnection _connection;
    private readonly PipelineStoreConnection _operators;

    public SimulatedStoreUnderTest()
    {
        _process = new SimulatedProcess(_world, 1, "test");
        _store = new SimulatedStore(_world, Mutant.None);
        _connection = new StoreConnection(_world, _process, _store);
        _operators = new PipelineStoreConnection(_world, _process, _store);
    }

    public Task EnsureSettingsAsync(PipelineSettings settings, CancellationToken cancellationToken)
        => Drive(() => _connection.EnsureSettingsAsync(settings, cancellationToken));

    public Task<LogIdentity> EnsureLogAsync(LogIdentity log, CancellationToken cancellationToken)
        => Drive(() => _connection.EnsureLogAsync(log, cancellationToken));

    public Task<long> ClaimAsync(CancellationToken cancellationToken) => Drive(() => _connection.ClaimAsync(cancellationToken));

    public Task<StoredPipeline> LoadAsync(CancellationToken cancellationToken) => Drive(() => _connection.LoadAsync(cancellationToken));

    public Task<List<(int Partition, long WindowStartMs)>> ListPartialsAsync(CancellationToken cancellationToken)
        => Drive(() => _connection.ListPartialsAsync(cancellationToken));

    public Task<List<StoredPartials>> LoadPartialsAsync(
        IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => Drive(() => _connection.LoadPartialsAsync(windowStartsMs, interner, cancellationToken));

    public Task<StoredCheckpoint> EnsureCheckpointAsync(int partition, long earliestOffset, CancellationToken cancellationToken)
        => Drive(() => _connection.EnsureCheckpointAsync(partition, earliestOffset, cancellationToken));

    public Task<List<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
        => Drive(() => _connection.ListClosedBeforeAsync(closedBefore, cancellationToken));

    public Task RetireAsync(IReadOnlyCollection<long> windowStartsMs, long term, CancellationToken cancellationToken)
        => Drive(() => _connection.RetireAsync(windowStartsMs, term, cancellationToken));

    public Task CommitAsync(CommitBatch commit, bool mayBeCommitted, CancellationToken cancellationToken)
        => Drive(() => _connection.CommitAsync(commit, mayBeCommitted, cancellationToken));

    public Task<T> PartitionsAsync<T>(Func<IPartitionStore, Task<T>> call) => Drive(() => call(_operators));

    public Task<T> RowsAsync<T>(Func<IRowStore, Task<T>> call) => Drive(() => call(_operators));

    public Task<T> WindowsAsync<T>(Func<IWindowStore, Task<T>> call) => Drive(() => call(_operators));

    public Task<List<(string Key, long Total, int Revision)>> RowsAsync()
        => Task.FromResult(
            _store.State.Rows.Values.Where(r => r.Table == "content_stats").Select(r => (r.Key, r.Total, r.Revision)).Order().ToList());

    public Task<List<(int Partition, long Offset)>> LateEventsAsync() => Task.FromResult(_store.State.LateEvents.Keys.ToList());

    private Task Drive(Func<Task> call)
    {
        var task = _process.Start(call);
        _world.RunUntil(() => task.IsCompleted, TimeSpan.FromMinutes(1));
        return task;
    }

    private async Task<T> Drive<T>(Func<Task<T>> call)
    {
        var result = default(T);
        await Drive(async () => { result = await call(); });
        return result!;
    }
}
