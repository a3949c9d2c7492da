using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Store;

/// <summary>
/// The simulated store as the operators of one process see it: the meaning of PostgreSQL's statements on plain collections.
/// </summary>
internal sealed class StoreConnection(World world, SimulatedProcess process, SimulatedStore store)
    : IPartitionStore, IRowStore, IWindowStore
{
    private static readonly AccumulatorKind[] Kinds = Enum.GetValues<AccumulatorKind>();

    private readonly StoreWriter _writer = new(world, store.State);

    /// <summary>Rows written in advance, which nobody else sees: lost with the process.</summary>
    private readonly Dictionary<(long WindowStartMs, AccumulatorKind Kind), WindowRows> _prepared = [];

    private StoreState State => store.State;

    /// <inheritdoc/>
    public async Task<StoredPartition> LoadAsync(
        int partition, long earliestOffset, PipelineSettings settings, Utf8KeyInterner interner, long? setBackToMs,
        CancellationToken cancellationToken)
    {
        await AskAsync(
            () => State.Checkpoints.TryAdd(partition, new StoredCheckpoint(earliestOffset, Watermark.None, default)), cancellationToken);
        return await AskAsync(
            () =>
            {
                var checkpoint = State.Checkpoints[partition];
                var starts = State.Partials.Keys.Where(k => k.Partition == partition)
                    .Select(static k => k.WindowStartMs).Distinct().ToList();
                var passedBeforeMs = Watermark.PassedBefore(
                    Math.Min(
                        checkpoint.MaxBoundedTimeMs,
                        store.Mutant == Mutant.SetBackWithoutWindows ? long.MaxValue : setBackToMs ?? long.MaxValue),
                    settings);
                return new StoredPartition(
                    checkpoint,
                    [.. starts.Where(s => passedBeforeMs == Watermark.None || s >= passedBeforeMs || IsOpen(s))
                        .Select(s => Load(partition, s, interner))],
                    starts.ToDictionary(static s => s, s => Load(partition, s, interner).Version),
                    WindowsThat(static w => !w.IsRetired),
                    WindowsThat(w => w.IsRetired || store.Mutant == Mutant.ClosedTakenForRetired));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task CommitAsync(PartitionCommit commit, bool mayBeCommitted, CancellationToken cancellationToken)
    {
        var transaction = new CommitTransaction(world, store, process, commit, mayBeCommitted, store.Network.PlanCall());
        transaction.Open();
        return transaction.Answer.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> ListPartitionsAsync(CancellationToken cancellationToken)
        => AskAsync<IReadOnlyList<int>>(() => [.. State.Checkpoints.Keys], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredWindow>> LoadWindowsAsync(
        int partition, IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => AskAsync<IReadOnlyList<StoredWindow>>(
            () => [.. windowStartsMs.Select(s => Load(partition, s, interner)).Where(static w => w.Version > 0)], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<VersionedRows> windows, CancellationToken cancellationToken)
        => AskAsync<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>>(
            () => windows.ToDictionary(static w => w.Rows.Window.StartMs, w => Write(kind, w)), cancellationToken);

    /// <inheritdoc/>
    public async Task PrepareAsync(AccumulatorKind kind, VersionedRows window, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(() => _prepared[(window.Rows.Window.StartMs, kind)] = window.Rows, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Then they are written when the window closes.
        }
    }

    /// <inheritdoc/>
    public Task<StoredClosing> LoadAsync(CancellationToken cancellationToken)
        => AskAsync(
            () => new StoredClosing(
                State.WatermarkMs,
                [
                    .. State.Partials.Keys.Select(static k => k.WindowStartMs)
                        .Union(WindowsThat(static w => !w.IsRetired))
                        .Select(start => new StoredWindowState(
                            start, State.ClosedWindows.ContainsKey(start), State.CommittedVersions(start),
                            [.. Kinds.Select(
                                k => store.Mutant == Mutant.DueForgotten
                                    ? State.CommittedVersions(start)
                                    : State.RowVersions.GetValueOrDefault((start, k)) ?? new Dictionary<int, int>())])),
                ],
                WindowsThat(static w => w.IsRetired),
                store.NowMs,
                State.WatermarkSetBacks),
            cancellationToken);

    /// <inheritdoc/>
    public Task<ILookup<long, RegionWindowRow>> LoadRegionsAsync(
        IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken)
        => AskAsync(() => RegionsOf(windowStartsMs).ToLookup(static r => r.Window.StartMs), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredDetectors> LoadDetectorsAsync(CancellationToken cancellationToken)
        => AskAsync(() => new StoredDetectors(State.Closings, new Dictionary<string, string>(State.DetectorStates)), cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(
        IReadOnlyList<WindowRange> windows, Judgement judgement, long watermarkMs, long setBacks, CancellationToken cancellationToken)
        => AskAsync(
            () =>
            {
                if (judgement.Closings != State.Closings && store.Mutant != Mutant.ClosedOutOfOrder)
                    throw new FencedException("Other windows were closed after these were judged.");
                if (windows.Any(w => State.IsDue(w.StartMs)) && store.Mutant != Mutant.ClosedWhileDue)
                    throw new FencedException("The rows of a window lack something that is committed.");
                if (JudgedRows.DigestOf(RegionsOf([.. windows.Select(static w => w.StartMs)])) != judgement.Rows)
                    throw new FencedException("The rows of a window were written again after it was judged.");
                if (windows.Any(w => State.ClosedWindows.ContainsKey(w.StartMs)) && store.Mutant != Mutant.ClosedOutOfOrder)
                    throw new FencedException("A window is closed already.");
                _writer.Close(windows, judgement.Outcome, store.LatestMs);
                SaveWatermark(watermarkMs, setBacks);
                world.Note(process.Name, $"closes {windows.Count} windows up to {windows[^1].EndMs}");
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SaveWatermarkAsync(long watermarkMs, long setBacks, CancellationToken cancellationToken)
        => AskAsync(() => SaveWatermark(watermarkMs, setBacks), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
        => AskAsync<IReadOnlyList<long>>(
            () => [.. WindowsThat(w => !w.IsRetired && World.Epoch + w.ClosedAt < closedBefore).Order()], cancellationToken);

    /// <summary>Waits for commits under way, as the locks on the windows make it.</summary>
    public Task<IReadOnlyList<long>> RetireAsync(IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken)
    {
        var transaction = new RetirementTransaction(world, store, process, () => Retire(windowStartsMs), store.Network.PlanCall());
        transaction.Open();
        return transaction.Answer.WaitAsync(cancellationToken);
    }

    private bool SaveWatermark(long watermarkMs, long setBacks)
    {
        if (setBacks != State.WatermarkSetBacks)
            return false;
        State.WatermarkMs = Math.Max(State.WatermarkMs, watermarkMs);
        return true;
    }

    private IEnumerable<RegionWindowRow> RegionsOf(IReadOnlyCollection<long> windowStartsMs)
        => State.Rows.Values.Select(static r => r.Source).OfType<RegionWindowRow>().Where(r => windowStartsMs.Contains(r.Window.StartMs));

    private IReadOnlyList<long> Retire(IReadOnlyCollection<long> windowStartsMs)
    {
        List<long> retired =
        [
            .. windowStartsMs.Where(w => State.ClosedWindows.ContainsKey(w) && !State.IsRetired(w)
                && (store.Mutant == Mutant.RetiredWhileDue || !State.IsDue(w))),
        ];
        foreach (var start in retired)
        {
            State.ClosedWindows[start] = State.ClosedWindows[start] with { IsRetired = true };
            foreach (var kind in Kinds)
                State.RowVersions.Remove((start, kind));
        }

        State.RemovePartials(k => retired.Contains(k.WindowStartMs));
        return retired;
    }

    private IReadOnlyDictionary<int, int> Write(AccumulatorKind kind, VersionedRows window)
    {
        var start = window.Rows.Window.StartMs;
        if (State.IsRetired(start))
            return window.Versions;
        var made = State.RowVersions.GetValueOrDefault((start, kind)) ?? new Dictionary<int, int>();
        if (made.Any(m => window.Versions.GetValueOrDefault(m.Key) < m.Value) && store.Mutant != Mutant.RowsGoBack)
            return made;
        var committed = State.CommittedVersions(start);
        foreach (var (partition, version) in window.Versions.Where(v => v.Value > committed.GetValueOrDefault(v.Key)))
        {
            world.Violate(
                "store",
                $"rows of window {start} are made of version {version} of partition {partition}, which is not committed");
        }

        var isPrepared = _prepared.Remove((start, kind), out var prepared);
        _writer.WriteRows(isPrepared && store.Mutant == Mutant.PreparedRowsStay ? Stay(prepared!, window.Rows) : window.Rows);
        State.RowVersions[(start, kind)] = window.Versions;
        if (committed.Count > 0 && !State.IsDue(start, kind))
            CompareWithCommitted(kind, window.Rows.Window);
        world.Note(process.Name, $"writes {window.Rows.Count} rows of {kind} {start}");
        return window.Versions;
    }

    private static WindowRows Stay(WindowRows prepared, WindowRows rows)
        => new(
            rows.Window,
            [.. prepared.Contents.UnionBy(rows.Contents, static r => r.ContentId)],
            [.. prepared.Regions.UnionBy(rows.Regions, static r => r.Region)],
            [.. prepared.Devices.UnionBy(rows.Devices, static r => (r.Device, r.OsVersion))]);

    /// <summary>Rows of the latest versions are the merge of what is committed, at any time.</summary>
    private void CompareWithCommitted(AccumulatorKind kind, WindowRange window)
    {
        var merged = new MergedWindow(window, WindowPhase.Open);
        foreach (var partition in State.CommittedVersions(window.StartMs).Keys)
        {
            foreach (var partial in Load(partition, window.StartMs, new Utf8KeyInterner()).Partials.Where(a => a.Kind == kind))
                merged.Offer(partition, 0, partial);
        }

        foreach (var row in RowText.Of(merged.AllRows()))
        {
            if (!State.Rows.TryGetValue(row.Id, out var stored) || stored.Figures != row.Figures)
                world.Violate("store", $"{row.Table} {row.Key} {window.StartMs} is '{stored?.Figures}', and '{row.Figures}' is committed");
        }
    }

    /// <summary>Of the segments of a window the latest with a key counts.</summary>
    private StoredWindow Load(int partition, long windowStartMs, Utf8KeyInterner interner)
    {
        var version = 0;
        var latest = new Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator>();
        foreach (var (key, bytes) in State.Partials.Where(p => p.Key.Partition == partition && p.Key.WindowStartMs == windowStartMs))
        {
            version = key.Version;
            foreach (var partial in SegmentBytes.Decode(bytes, interner))
            {
                if (store.Mutant != Mutant.OldSegmentWins || !latest.ContainsKey((partial.Kind, partial.Key)))
                    latest[(partial.Kind, partial.Key)] = partial;
            }
        }

        return new StoredWindow(windowStartMs, version, [.. latest.Values]);
    }

    private bool IsOpen(long windowStartMs)
        => !State.ClosedWindows.ContainsKey(windowStartMs) && store.Mutant != Mutant.PassedWindowsNotLoaded;

    private HashSet<long> WindowsThat(Func<ClosedWindow, bool> condition)
        => State.ClosedWindows.Where(w => condition(w.Value)).Select(static w => w.Key).ToHashSet();

    private Task<T> AskAsync<T>(Func<T> work, CancellationToken cancellationToken)
        => RemoteCall.SendAsync(
            world, store.Network.PlanCall(), work, static () => new StoreUnavailableException("The simulated store does not answer."),
            cancellationToken);
}
