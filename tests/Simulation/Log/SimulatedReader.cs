using StreamPulse.Log;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Log;

/// <summary>Reads a simulated partition in batches of chance length; now and then one begins with records that were read before.</summary>
internal sealed class SimulatedReader(
    World world, SimulatedProcess process, SimulatedLog log, SimulatedPartition partition, long fromOffset, Mutant mutant) : ILogReader
{
    private const int LongestBatch = 12;

    private long _position = fromOffset;

    /// <inheritdoc/>
    public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (_position > partition.EndOffset)
            throw new OffsetOutOfRangeException(partition.Number, _position, 0, partition.EndOffset);
        await RemoteCall.SendAsync(
            world, log.Network.PlanCall() with { ResponseDelay = TimeSpan.Zero }, static () => true, LogConnection.Unavailable,
            cancellationToken);
        var deadline = process.Clock.GetTimestamp() + maxWait.Ticks;
        while (true)
        {
            if (Next() is { } batch)
                return batch;
            var left = TimeSpan.FromTicks(deadline - process.Clock.GetTimestamp());
            if (left <= TimeSpan.Zero)
                return null;
            await WaitAsync(left, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SimulatedBatch? Next()
    {
        var end = mutant == Mutant.GapSkipped ? partition.EndOffset : partition.VisibleEnd;
        var from = partition.IndexOf(_position);
        var most = world.Random.Between(1, LongestBatch);
        var records = partition.Records.Skip(from).TakeWhile(r => r.Offset < end).Where(partition.IsVisible).Take(most).ToList();
        if (records.Count == 0)
            return null;
        var repeated = world.Random.Chance(0.1) ? Math.Min(from, world.Random.Between(1, 5)) : 0;
        _position = records[^1].Offset + 1;
        var again = repeated > 0 ? $", and {repeated} before once more" : "";
        world.Note(process.Name, $"reads partition {partition.Number}: offsets {records[0].Offset} to {records[^1].Offset}{again}");
        return new SimulatedBatch(
            partition, [.. partition.Records.Skip(from - repeated).Take(repeated), .. records], partition.VisibleEnd, mutant);
    }

    /// <summary>Until more can be read or the time is up.</summary>
    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var more = new TaskCompletionSource();
        void OnExtended() => more.TrySetResult();
        partition.Extended += OnExtended;
        world.After(longest, () => process.WhenRunning(OnExtended));
        await using var canceled = cancellationToken.Register(() => more.TrySetCanceled(cancellationToken));
        try
        {
            await more.Task;
        }
        finally
        {
            partition.Extended -= OnExtended;
        }
    }
}
