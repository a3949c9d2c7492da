using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Store;

/// <summary>
/// The commit of a partition on its way through the store: compare and set takes the locks; the client says COMMIT, if it still lives; the
/// server carries it out, whether the client still lives or not; the response goes back, or is lost. A client that is paused in the middle
/// keeps its locks.
/// </summary>
internal sealed class CommitTransaction(
    World world, SimulatedStore store, SimulatedProcess process, PartitionCommit commit, bool mayBeCommitted, CallPlan plan)
    : ILockRequest
{
    /// <summary>How long a transaction waits for another one's locks.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _answer = new();
    private readonly StoreWriter _writer = new(world, store.State);
    private bool _hasLocks;
    private bool _isCommitSent;

    public SimulatedProcess Process { get; } = process;

    /// <inheritdoc/>
    public bool IsAbandoned { get; private set; }

    /// <summary>Ends when the caller knows.</summary>
    public Task Answer => _answer.Task;

    /// <summary>Connects; if the request is lost by plan, that is here or before COMMIT.</summary>
    public void Open()
    {
        if (plan.Outcome == CallOutcome.RequestLost && world.Random.Chance(0.5))
        {
            Note($"the store does not answer");
            Fail();
            return;
        }

        world.After(plan.RequestDelay, () =>
        {
            store.RequestLocks(this);
            world.After(LockTimeout, GiveUpWaiting);
        });
    }

    /// <inheritdoc/>
    public void OnLocksAcquired()
    {
        _hasLocks = true;
        var mayMove = store.State.OffsetOf(commit.Partition) == commit.PreviousOffset || store.Mutant == Mutant.NoPartitionFencing;
        var changesRetired = store.Mutant != Mutant.RetiredUnnoticed && commit.Segments.Any(s => store.State.IsRetired(s.WindowStartMs));
        if (!mayMove || changesRetired)
        {
            var wasCommitted = !mayMove && mayBeCommitted && store.State.LastCommits.GetValueOrDefault(commit.Partition) == commit.Id;
            Note($"{(wasCommitted ? "was committed before" : "FENCED")}");
            store.ReleaseLocks(this);
            world.After(
                plan.ResponseDelay,
                () => Complete(wasCommitted ? null : new FencedException("Another activation is the owner, or a window is retired.")));
            return;
        }

        if (plan.Outcome == CallOutcome.RequestLost)
        {
            RollBack("the connection breaks before COMMIT");
            Fail();
            return;
        }

        world.After(plan.RequestDelay, SendCommit);
        if (plan.Outcome == CallOutcome.ResponseLost)
            world.After(world.Random.Between(TimeSpan.Zero, plan.RequestDelay + plan.ResponseDelay), () => Process.WhenRunning(Fail));
    }

    private void SendCommit()
    {
        Process.WhenRunning(() =>
        {
            _isCommitSent = true;
            world.After(plan.RequestDelay, Apply);
        });
        EndIfClientDied();
    }

    /// <summary>A client that was killed before, or while it was paused, never sends COMMIT; its connection breaks.</summary>
    private void EndIfClientDied()
    {
        if (_isCommitSent)
            return;
        if (Process.IsAlive)
            world.After(TimeSpan.FromSeconds(1), EndIfClientDied);
        else
            RollBack("its client died before COMMIT");
    }

    private void Apply()
    {
        _writer.MoveCheckpoint(commit);
        if (store.Mutant == Mutant.CheckpointBeforePartials)
            world.After(plan.ResponseDelay, () => Finish(writesRest: Process.IsAlive));
        else
            Finish(writesRest: true);
    }

    private void Finish(bool writesRest)
    {
        try
        {
            if (writesRest)
                _writer.WriteRest(commit);
        }
        catch (InvalidOperationException e)
        {
            world.Violate(Process.Name, $"commit {Describe()}: {e.Message}");
        }

        Note($"COMMITTED{(plan.Outcome == CallOutcome.ResponseLost ? ", and the response is lost" : "")}");
        store.ReleaseLocks(this);
        store.OnCommitted();
        if (plan.Outcome == CallOutcome.Success)
            world.After(plan.ResponseDelay, () => Complete(null));
    }

    private void RollBack(string why)
    {
        Note($"rolled back, {why}");
        store.ReleaseLocks(this);
    }

    private void GiveUpWaiting()
    {
        if (_hasLocks)
            return;
        IsAbandoned = true;
        Note($"gives up waiting for locks");
        Fail();
    }

    private void Fail()
        => world.After(plan.ResponseDelay, () => Complete(new StoreUnavailableException("The simulated store does not answer.")));

    private void Complete(Exception? error)
    {
        if (error is null)
            _answer.TrySetResult();
        else
            _answer.TrySetException(error);
    }

    private void Note(FormattableString what) => world.Note(Process.Name, $"commit {Describe()}: {FormattableString.Invariant(what)}");

    private string Describe() => FormattableString.Invariant($"[{commit.Partition}:{commit.PreviousOffset}-{commit.NextOffset}]");
}
