using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Partitions;

/// <summary>
/// Tells the owners of keys to write their rows, many keys in a call and so many keys at a time, and notes which are durable. Each call is made again by
/// itself until it succeeds, so one that was lost with a silo holds up none of the others.
/// </summary>
internal sealed class KeyWriter(IGrainFactory grains, int partition, int keysInFlight, SiloDeaths deaths, TimeProvider time, ILogger logger)
{
    /// <summary>Keys in one call at most: some 100 KB where it leaves the silo.</summary>
    private const int KeysPerCall = 1024;

    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    /// <summary>Ends when a row that holds it is durable for each of the partials.</summary>
    /// <param name="leaving">
    /// Ends the waiting: an activation that is about to go must not wait for rows, because making them needs its own answers.
    /// </param>
    /// <exception cref="TimeoutException">The activation leaves. The rest is still to be written.</exception>
    public async Task WriteAsync(IEnumerable<(PartitionWindow Window, DownloadAccumulator[] Partials)> changed, CancellationToken leaving)
    {
        // All partitions go through the shares in the same order, so that they ask for the same rows at about the same time, and those are written once.
        var calls = changed
            .SelectMany(static c => c.Partials.Select(p => new Part(c.Window, p)))
            .GroupBy(static p => (p.Partial.Kind, Share: KeyShares.Of(p.Partial.Key)))
            .OrderBy(static g => g.Key.Kind).ThenBy(static g => g.Key.Share)
            .SelectMany(static g => g.Chunk(KeysPerCall).Select(parts => (g.Key.Kind, g.Key.Share, Parts: parts)));
        try
        {
            var room = new SemaphoreSlim(Math.Max(1, keysInFlight / KeysPerCall)); // not disposed: calls that nobody waits for any more release it later
            var writing = new List<Task>();
            foreach (var (kind, share, parts) in calls)
            {
                await room.WaitAsync(leaving);
                writing.Add(WriteAsync(OwnerOf(kind, share), parts, room, leaving));
            }

            await Task.WhenAll(writing).WaitAsync(leaving);
        }
        catch (OperationCanceledException e) when (leaving.IsCancellationRequested)
        {
            throw new TimeoutException($"Partition {partition} moves to another activation; ask again.", e);
        }
    }

    private async Task WriteAsync(IKeyGrain owner, Part[] parts, SemaphoreSlim room, CancellationToken leaving)
    {
        try
        {
            var patience = new CallPatience(deaths, time, CallPatience.ForRows);
            for (var backOff = ShortestBackOff; ; backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks)))
            {
                parts = await TryWriteAsync(owner, parts, patience, leaving);
                if (parts.Length == 0)
                    return;
                await Task.Delay(backOff, time, leaving);
            }
        }
        finally
        {
            room.Release();
        }
    }

    /// <returns>What is left.</returns>
    private async Task<Part[]> TryWriteAsync(IKeyGrain owner, Part[] parts, CallPatience patience, CancellationToken leaving)
    {
        try
        {
            var notices = new KeyNotices(
                partition,
                Array.ConvertAll(parts, static p => p.Window.StartMs),
                Array.ConvertAll(parts, static p => p.Partial.Key),
                Array.ConvertAll(parts, static p => p.Partial.Total));
            var left = await patience.WaitAsync(owner.WriteAsync(notices), leaving);
            var failed = left.Select(i => parts[i]).ToHashSet();
            foreach (var part in parts.Where(p => !failed.Contains(p)))
                part.Window.NoteWritten(part.Partial);
            return [.. failed];
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            GrainLog.KeysAskedAgain(logger, partition, parts.Length, e.Message);
            return parts;
        }
    }

    private IKeyGrain OwnerOf(AccumulatorKind kind, int share)
        => kind switch
        {
            AccumulatorKind.Content => grains.GetGrain<IContentStatsGrain>(share),
            AccumulatorKind.Region => grains.GetGrain<IRegionHealthGrain>(share),
            _ => grains.GetGrain<IDeviceStatsGrain>(share),
        };

    private readonly record struct Part(PartitionWindow Window, DownloadAccumulator Partial);
}
