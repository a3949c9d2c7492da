using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>
/// One commit on its way through the store: compare and set takes the locks; the client says COMMIT, if it still lives; the server carries
/// it out, whether the client still lives or not; the answer goes back, or is lost. A client that is paused in the middle keeps its locks.
/// </summary>
internal sealed class SimulatedTransaction(
    World world, SimulatedStore store, SimulatedProcess process, CommitBatch batch, bool mayBeCommitted, CallFate fate)
    : IStoreTurn
{
    /// <summary>How long a transaction waits for another one's locks.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _answer = new();
    private readonly CommitRules _rules = new(world, store.State);
    private bool _hasBegun;
    private bool _isSaid;

    public SimulatedProcess Process { get; } = process;

    public CommitBatch Batch { get; } = batch;

    /// <inheritdoc/>
    public bool IsGivenUp { get; private set; }

    /// <summary>Ends when the caller knows.</summary>
    public Task Answer => _answer.Task;

    /// <summary>Connects; the outage that the fate may hold happens here.</summary>
    public void Open()
    {
        if (fate.Kind == CallOutcome.FailsBefore && world.Random.Chance(0.5))
        {
            world.Note(Process.Name, $"commit {Describe()}: the store does not answer");
            Fail();
            return;
        }

        world.After(fate.There, () =>
        {
            store.Submit(this);
            world.After(LongestWait, GiveUpWaiting);
        });
    }

    /// <inheritdoc/>
    public void Begin()
    {
        _hasBegun = true;
        var isCurrent = _rules.IsCurrent(Batch) || store.Mutant is Mutant.NoFencing or Mutant.NoTerm;
        var mayMove = _rules.StandsAtStart(Batch) || store.Mutant is Mutant.NoFencing or Mutant.NoPartitionFencing;
        if (!isCurrent || !mayMove || (_rules.TouchesRetired(Batch) && store.Mutant != Mutant.RetiredUnnoticed))
        {
            var wasCommitted = isCurrent && mayBeCommitted && _rules.WasCommitted(Batch);
            world.Note(Process.Name, $"commit {Describe()}: {(wasCommitted ? "was committed before" : "FENCED, another is the owner")}");
            store.Ended(this);
            world.After(fate.Back, () => Complete(wasCommitted ? null : new FencedException("Another is the owner.")));
            return;
        }

        if (fate.Kind == CallOutcome.FailsBefore)
        {
            RollBack("the connection breaks before COMMIT");
            Fail();
            return;
        }

        world.After(fate.There, SayCommit);
        if (fate.Kind == CallOutcome.FailsAfter)
            world.After(world.Random.Between(TimeSpan.Zero, fate.There + fate.Back), () => Process.WhenRunning(Fail));
    }

    private void SayCommit()
    {
        Process.WhenRunning(() =>
        {
            _isSaid = true;
            world.After(fate.There, Apply);
        });
        EndIfClientDied();
    }

    /// <summary>A client that was killed before, or while it was paused, never says COMMIT; its connection breaks.</summary>
    private void EndIfClientDied()
    {
        if (_isSaid)
            return;
        if (Process.IsAlive)
            world.After(TimeSpan.FromSeconds(1), EndIfClientDied);
        else
            RollBack("its client died before COMMIT");
    }

    private void Apply()
    {
        if (store.Mutant == Mutant.CheckpointBeforeRows)
        {
            _rules.MoveCheckpoints(Batch);
            world.After(fate.Back, () => ApplyRest(unless: !Process.IsAlive));
            return;
        }

        _rules.MoveCheckpoints(Batch);
        ApplyRest(unless: false);
    }

    private void ApplyRest(bool unless)
    {
        try
        {
            if (!unless)
                _rules.WriteRest(Batch);
        }
        catch (InvalidOperationException e)
        {
            world.Violate(Process.Name, $"commit {Describe()}: {e.Message}");
        }

        world.Note(
            Process.Name, $"commit {Describe()}: COMMITTED{(fate.Kind == CallOutcome.FailsAfter ? ", and the answer is lost" : "")}");
        store.Ended(this);
        store.OnCommitted(this);
        if (fate.Kind == CallOutcome.Works)
            world.After(fate.Back, () => Complete(null));
    }

    private void RollBack(string why)
    {
        world.Note(Process.Name, $"commit {Describe()}: rolled back, {why}");
        store.Ended(this);
    }

    private void GiveUpWaiting()
    {
        if (_hasBegun)
            return;
        IsGivenUp = true;
        world.Note(Process.Name, $"commit {Describe()}: gives up waiting for locks");
        Fail();
    }

    private void Fail() => world.After(fate.Back, () => Complete(new StoreUnavailableException("The simulated store does not answer.")));

    private void Complete(Exception? error)
    {
        if (error is null)
            _answer.TrySetResult();
        else
            _answer.TrySetException(error);
    }

    private string Describe()
    {
        var moves = Batch.Checkpoints
            .Select(static c => FormattableString.Invariant($"{c.Partition}:{c.PreviousOffset}-{c.NextOffset}"));
        var closed = Batch.ClosedWindows.Select(static w => Clock(w.StartMs));
        return $"[{string.Join(' ', moves)}]" + (Batch.ClosedWindows.Count == 0 ? "" : $" closing {string.Join(' ', closed)}");
    }

    private static string Clock(long unixMs)
        => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
