using System.Text.Json;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Store;

/// <summary>
/// What the writing statements of PostgreSQL's stores do, on plain collections. One contract test runs over both. Whatever must never be
/// written is noted as a violation.
/// </summary>
internal sealed class StoreWriter(World world, StoreState state)
{
    /// <summary>Moves a partition's checkpoint.</summary>
    public void MoveCheckpoint(PartitionCommit commit)
    {
        if (commit.NextOffset < state.OffsetOf(commit.Partition))
        {
            world.Violate(
                "store",
                $"the checkpoint of partition {commit.Partition} goes back from {state.OffsetOf(commit.Partition)} to {commit.NextOffset}");
        }

        state.LastCommits[commit.Partition] = commit.Id;
        state.Checkpoints[commit.Partition] = new StoredCheckpoint(commit.NextOffset, commit.MaxEventTimeMs, commit.Totals)
        {
            MaxBoundedTimeMs = commit.MaxBoundedTimeMs,
        };
    }

    /// <summary>Writes everything else of a commit.</summary>
    public void WriteRest(PartitionCommit commit)
    {
        var partition = commit.Partition;
        foreach (var segment in commit.Segments)
        {
            if (segment.ReplacesEarlier)
                state.RemovePartials(k => k.WindowStartMs == segment.WindowStartMs && k.Partition == partition);
            if (!state.Partials.TryAdd((segment.WindowStartMs, partition, segment.Version), SegmentBytes.Encode(segment.Partials)))
            {
                throw new InvalidOperationException(
                    $"Window {segment.WindowStartMs}, partition {partition}: version {segment.Version} is there already.");
            }
        }

        foreach (var late in commit.LateEvents)
            state.LateEvents.TryAdd((partition, late.Offset), late);
        foreach (var letter in commit.DeadLetters)
            state.DeadLetters.TryAdd((partition, letter.Offset), letter);
    }

    /// <summary>Closes windows, with what the alert rules made of them.</summary>
    /// <param name="latestMs">The latest time that the clock of the store has shown.</param>
    public void Close(IReadOnlyList<WindowRange> windows, AlertOutcome outcome, long latestMs)
    {
        state.ClosingHistory.Add(new Closing(
            [.. windows.Select(static w => w.StartMs)], state.Checkpoints.ToDictionary(static c => c.Key, static c => c.Value.NextOffset)));
        foreach (var window in windows.Where(w => w.EndMs > latestMs))
            world.Violate("store", $"the window that ends at {window.EndMs} is closed at {latestMs}: its events may still come");
        foreach (var window in windows)
            state.ClosedWindows.TryAdd(window.StartMs, new ClosedWindow(world.Now, false));
        foreach (var change in outcome.Changes)
        {
            state.Alerts[(change.Alert.Type, change.Alert.Region, change.Alert.FirstWindowStartMs)] = (
                change.Alert, (change as AlertChange.Resolved)?.ResolvedAtMs);
        }

        foreach (var (region, after) in outcome.States)
        {
            if (state.DetectorStates.TryGetValue(region, out var before) && LastEnd(after) < LastEnd(before))
                world.Violate("store", $"the alert rules of {region} go back from {LastEnd(before)} to {LastEnd(after)}");
            state.DetectorStates[region] = after;
        }
    }

    /// <summary>Writes rows; one that says the same is left alone.</summary>
    public void WriteRows(WindowRows rows)
    {
        foreach (var row in RowText.Of(rows))
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
}
