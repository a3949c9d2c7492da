using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>
/// The simulated store as one process sees it. Its calls are those of PostgreSQL's store, statement by statement where those see the tables
/// at different moments.
/// </summary>
internal sealed class StoreConnection(World world, SimulatedProcess process, SimulatedStore store) : IPipelineStore, IWindowSink
{
    private StoreState State => store.State;

    /// <inheritdoc/>
    public Task CommitAsync(CommitBatch commit, bool mayBeCommitted, CancellationToken cancellationToken)
    {
        var transaction = new SimulatedTransaction(world, store, process, commit, mayBeCommitted, store.Weather.Next());
        transaction.Open();
        return transaction.Answer.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task EnsureSettingsAsync(PipelineSettings settings, CancellationToken cancellationToken)
    {
        var stored = await AskAsync(() => State.Settings ??= settings, cancellationToken);
        if (stored != settings)
            throw new SettingsMismatchException(StoredSettings.Differences(stored, settings));
    }

    /// <inheritdoc/>
    public Task<LogIdentity> EnsureLogAsync(LogIdentity log, CancellationToken cancellationToken)
        => AskAsync(
            () =>
            {
                LogBinding.Check(State.Log, log);
                return State.Log ??= log;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<long> ClaimAsync(CancellationToken cancellationToken)
    {
        var claim = new SimulatedClaim(world, store, process, "the store", () => ++State.Term, store.Weather.Next());
        claim.Open();
        return claim.Answer.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<StoredPipeline> LoadAsync(CancellationToken cancellationToken)
    {
        var watermark = await AskAsync(() => State.WatermarkMs, cancellationToken);
        var checkpoints = await AskAsync(() => new Dictionary<int, StoredCheckpoint>(State.Checkpoints), cancellationToken);
        var (closed, retired) = await AskAsync(
            () => (State.ClosedWindows.Where(static w => !w.Value.IsRetired).Select(static w => w.Key).ToHashSet(),
                State.ClosedWindows.Where(static w => w.Value.IsRetired).Select(static w => w.Key).ToHashSet()),
            cancellationToken);
        var detectors = await AskAsync(() => new Dictionary<string, string>(State.DetectorStates), cancellationToken);
        if (store.Mutant == Mutant.LateByMergedWatermark)
            retired.UnionWith(closed);
        return new StoredPipeline(watermark, checkpoints, closed, retired, detectors);
    }

    /// <inheritdoc/>
    public Task<List<(int Partition, long WindowStartMs)>> ListPartialsAsync(CancellationToken cancellationToken)
        => AskAsync(() => State.Partials.Keys.Select(static k => (k.Partition, k.WindowStartMs)).Distinct().ToList(), cancellationToken);

    /// <inheritdoc/>
    public Task<List<StoredPartials>> LoadPartialsAsync(
        IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => AskAsync(
            () =>
            {
                var wanted = windowStartsMs.ToHashSet();
                var loaded = State.Partials
                    .Where(p => wanted.Contains(p.Key.WindowStartMs))
                    .GroupBy(static p => (p.Key.WindowStartMs, p.Key.Partition))
                    .Select(g => Merge(g.Key.Partition, g.Key.WindowStartMs, g.Select(static p => (p.Key.Segment, p.Value)), interner))
                    .ToList();
                return store.Mutant == Mutant.PartlyBroughtBack && wanted.All(State.ClosedWindows.ContainsKey)
                    ? [.. loaded.DistinctBy(static p => p.WindowStartMs)]
                    : loaded;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<StoredCheckpoint> EnsureCheckpointAsync(int partition, long earliestOffset, CancellationToken cancellationToken)
        => AskAsync(
            () =>
            {
                State.Checkpoints.TryAdd(partition, new StoredCheckpoint(earliestOffset, Watermark.None, default));
                return State.Checkpoints[partition];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<List<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
        => AskAsync(
            () => State.ClosedWindows.Where(w => !w.Value.IsRetired && World.Epoch + w.Value.ClosedAt < closedBefore)
                .Select(static w => w.Key).ToList(),
            cancellationToken);

    /// <inheritdoc/>
    public Task RetireAsync(IReadOnlyCollection<long> windowStartsMs, long term, CancellationToken cancellationToken)
        => AskAsync(
            () =>
            {
                if (term != State.Term && store.Mutant is not (Mutant.NoFencing or Mutant.NoTerm))
                    throw new FencedException("Another engine is the owner.");
                foreach (var start in windowStartsMs.Where(State.ClosedWindows.ContainsKey))
                    State.ClosedWindows[start] = State.ClosedWindows[start] with { IsRetired = true };
                foreach (var key in State.Partials.Keys.Where(k => windowStartsMs.Contains(k.WindowStartMs)).ToList())
                    State.Partials.Remove(key);
                world.Note(process.Name, $"retires {windowStartsMs.Count} windows");
                return true;
            },
            cancellationToken);

    private StoredPartials Merge(
        int partition, long windowStartMs, IEnumerable<(int Segment, byte[] Payload)> segments, Utf8KeyInterner interner)
    {
        var next = 0;
        var newest = new Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator>();
        foreach (var (segment, payload) in segments)
        {
            next = segment + 1;
            foreach (var partial in SegmentCodec.Decode(payload, interner))
            {
                if (store.Mutant != Mutant.OldSegmentWins || !newest.ContainsKey((partial.Kind, partial.Key)))
                    newest[(partial.Kind, partial.Key)] = partial;
            }
        }

        return new StoredPartials(partition, windowStartMs, next, [.. newest.Values]);
    }

    private Task<T> AskAsync<T>(Func<T> work, CancellationToken cancellationToken)
        => Call.MakeAsync(
            world, store.Weather.Next(), work, static () => new StoreUnavailableException("The simulated store does not answer."),
            cancellationToken);
}
