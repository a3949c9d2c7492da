using System.Text.Json;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>
/// What the statements of a commit do, on plain collections: the meaning of <see cref="PostgresWindowSink"/>'s SQL. One contract test runs
/// over both.
/// </summary>
internal sealed class CommitRules(World world, StoreState state)
{
    /// <summary>Whether no later engine has claimed the store.</summary>
    public bool IsCurrent(CommitBatch batch) => batch.Term is not { } term || term == state.Term;

    /// <summary>Whether every checkpoint stands where the batch says, so that it may move.</summary>
    public bool StandsAtStart(CommitBatch batch) => batch.Checkpoints.All(c => OffsetOf(c.Partition) == c.PreviousOffset);

    /// <summary>Whether it changes a window that is retired; asked of batches of single partitions, which hear of that late.</summary>
    public bool TouchesRetired(CommitBatch batch)
        => batch.Term is null
            && batch.Segments.Any(s => state.ClosedWindows.TryGetValue(s.WindowStartMs, out var window) && window.IsRetired);

    /// <summary>Whether every checkpoint stands where the batch leads.</summary>
    public bool StandsAtEnd(CommitBatch batch) => batch.Checkpoints.All(c => OffsetOf(c.Partition) == c.NextOffset);

    /// <summary>Whether it was this batch that moved every checkpoint last.</summary>
    public bool WasCommitted(CommitBatch batch)
        => StandsAtEnd(batch) && batch.Checkpoints.All(c => state.LastCommits.GetValueOrDefault(c.Partition) == batch.Id);

    /// <summary>Moves the checkpoints.</summary>
    public void MoveCheckpoints(CommitBatch batch)
    {
        foreach (var c in batch.Checkpoints)
        {
            if (c.NextOffset < OffsetOf(c.Partition))
            {
                world.Violate(
                    "store", $"the checkpoint of partition {c.Partition} goes back from {OffsetOf(c.Partition)} to {c.NextOffset}");
            }

            state.LastCommits[c.Partition] = batch.Id;
            state.Checkpoints[c.Partition] = new StoredCheckpoint(c.NextOffset, c.MaxEventTimeMs, c.Totals);
        }
    }

    /// <summary>Writes everything else.</summary>
    public void WriteRest(CommitBatch batch)
    {
        foreach (var dropped in batch.Segments.Where(static s => s.ReplacesEarlier))
        {
            foreach (var key in state.Partials.Keys.Where(k => k.WindowStartMs == dropped.WindowStartMs && k.Partition == dropped.Partition)
                .ToList())
            {
                state.Partials.Remove(key);
            }
        }

        foreach (var s in batch.Segments)
        {
            if (!state.Partials.TryAdd((s.WindowStartMs, s.Partition, s.Segment), s.Payload))
            {
                throw new InvalidOperationException(
                    $"Partials of window {s.WindowStartMs}, partition {s.Partition}: segment {s.Segment} is there already.");
            }
        }

        foreach (var window in batch.ClosedWindows)
            state.ClosedWindows.TryAdd(window.StartMs, new ClosedWindow(world.Now, false));
        WriteRows(batch.Rows);
        foreach (var late in batch.LateEvents)
            state.LateEvents.TryAdd((late.Partition, late.Event.Offset), late.Event);
        foreach (var letter in batch.DeadLetters)
            state.DeadLetters.TryAdd((letter.Partition, letter.Letter.Offset), letter.Letter);
        foreach (var change in batch.Alerts)
        {
            state.Alerts[(change.Alert.Type, change.Alert.Region, change.Alert.FirstWindowStartMs)] = (
                change.Alert, (change as AlertChange.Resolved)?.ResolvedAtMs);
        }

        foreach (var detector in batch.DetectorStates)
        {
            if (state.DetectorStates.TryGetValue(detector.Region, out var before) && LastEnd(detector.StateJson) < LastEnd(before))
            {
                world.Violate(
                    "store", $"the alert rules of {detector.Region} go back from {LastEnd(before)} to {LastEnd(detector.StateJson)}");
            }

            state.DetectorStates[detector.Region] = detector.StateJson;
        }

        state.WatermarkMs = Math.Max(state.WatermarkMs, batch.WatermarkMs);
    }

    /// <summary>Writes rows; one that says the same is left alone.</summary>
    public void WriteRows(IReadOnlyList<WindowRows> rows)
    {
        foreach (var row in rows.SelectMany(RowText.Of))
        {
            if (!state.Rows.TryGetValue(row.Id, out var known))
            {
                state.Rows.Add(row.Id, row);
                continue;
            }

            if (known.Figures == row.Figures)
                continue;
            if (row.Total < known.Total)
            {
                world.Violate(
                    "store", $"{row.Table} {row.Key} {row.Window.StartMs} counts {row.Total} downloads after it has counted {known.Total}");
            }

            state.Rows[row.Id] = row with { Revision = known.Revision + 1 };
        }
    }

    private static long LastEnd(string detectorState)
        => JsonSerializer.Deserialize<RegionDetectorState>(detectorState)?.LastWindowEndMs ?? long.MinValue;

    private long OffsetOf(int partition) => state.Checkpoints.TryGetValue(partition, out var c) ? c.NextOffset : -1;
}
