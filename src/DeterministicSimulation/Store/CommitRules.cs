using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>
/// What the statements of a commit do, on plain collections: the meaning of <see cref="PostgresWindowSink"/>'s SQL. One contract test runs over both.
/// </summary>
internal sealed class CommitRules(World world, StoreState state)
{
    /// <summary>Whether no later engine has claimed the store.</summary>
    public bool IsCurrent(CommitBatch batch) => batch.Term is not { } term || term == state.Term;

    /// <summary>Whether every checkpoint stands where the batch says, so that it may move.</summary>
    public bool StandsAtStart(CommitBatch batch) => batch.Checkpoints.All(c => OffsetOf(c.Partition) == c.PreviousOffset);

    /// <summary>Whether no later activation has taken over any of its partitions.</summary>
    public bool HasCurrentActivations(CommitBatch batch)
        => batch.Checkpoints.All(c => c.Term is not { } term || term == state.PartitionTerms.GetValueOrDefault(c.Partition));

    /// <summary>Whether every checkpoint stands where the batch leads.</summary>
    public bool StandsAtEnd(CommitBatch batch) => batch.Checkpoints.All(c => OffsetOf(c.Partition) == c.NextOffset);

    /// <summary>Whether it was this batch that moved every checkpoint last.</summary>
    public bool WasCommitted(CommitBatch batch) => StandsAtEnd(batch) && batch.Checkpoints.All(c => state.LastCommits.GetValueOrDefault(c.Partition) == batch.Id);

    /// <summary>Moves the checkpoints.</summary>
    public void MoveCheckpoints(CommitBatch batch)
    {
        foreach (var c in batch.Checkpoints)
        {
            if (c.NextOffset < OffsetOf(c.Partition))
                world.Violate("store", $"the checkpoint of partition {c.Partition} goes back from {OffsetOf(c.Partition)} to {c.NextOffset}");
            state.LastCommits[c.Partition] = batch.Id;
            state.Checkpoints[c.Partition] = new StoredCheckpoint(c.NextOffset, c.MaxEventTimeMs, c.Totals);
        }
    }

    /// <summary>Writes everything else.</summary>
    public void WriteRest(CommitBatch batch)
    {
        foreach (var dropped in batch.Segments.Where(static s => s.ReplacesEarlier))
        {
            foreach (var key in state.Partials.Keys.Where(k => k.WindowStartMs == dropped.WindowStartMs && k.Partition == dropped.Partition).ToList())
                state.Partials.Remove(key);
        }

        foreach (var s in batch.Segments)
        {
            if (!state.Partials.TryAdd((s.WindowStartMs, s.Partition, s.Segment), s.Payload))
                throw new InvalidOperationException($"Partials of window {s.WindowStartMs}, partition {s.Partition}: segment {s.Segment} is there already.");
        }

        foreach (var window in batch.ClosedWindows)
            state.ClosedWindows.TryAdd(window.StartMs, new ClosedWindow(world.Now, false));
        foreach (var written in batch.WrittenWindows)
            state.WrittenWindows.Add((written.WindowStartMs, written.Partition));
        WriteRows(batch.Rows, RowGuard.Differs);
        foreach (var late in batch.LateEvents)
            state.LateEvents.TryAdd((late.Partition, late.Event.Offset), late.Event);
        foreach (var letter in batch.DeadLetters)
            state.DeadLetters.TryAdd((letter.Partition, letter.Letter.Offset), letter.Letter);
        foreach (var change in batch.Alerts)
            state.Alerts[(change.Alert.Type, change.Alert.Region, change.Alert.FirstWindowStartMs)] = (change.Alert, (change as AlertChange.Resolved)?.ResolvedAtMs);
        foreach (var detector in batch.DetectorStates)
            state.DetectorStates[detector.Region] = detector.StateJson;
        state.WatermarkMs = Math.Max(state.WatermarkMs, batch.WatermarkMs);
    }

    /// <summary>Writes rows by the rule that the guard names.</summary>
    public void WriteRows(IReadOnlyList<WindowRows> rows, RowGuard? guard)
    {
        foreach (var row in rows.SelectMany(RowText.Of))
        {
            if (!state.Rows.TryGetValue(row.Id, out var known))
            {
                state.Rows.Add(row.Id, row);
                continue;
            }

            if (known.Figures == row.Figures || (guard == RowGuard.Grown && row.Total <= known.Total))
                continue;
            if (row.Total < known.Total)
                world.Violate("store", $"{row.Table} {row.Key} {row.Window.StartMs} counts {row.Total} downloads after it has counted {known.Total}");
            state.Rows[row.Id] = row with { Revision = known.Revision + 1 };
        }
    }

    private long OffsetOf(int partition) => state.Checkpoints.TryGetValue(partition, out var c) ? c.NextOffset : -1;
}
