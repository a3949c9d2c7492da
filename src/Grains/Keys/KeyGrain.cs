using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Keys;

/// <summary>
/// The owner of the windows of a share of keys. What a row is made of is asked of the partitions each time, so a grain that was lost has lost nothing.
/// </summary>
internal abstract class KeyGrain(AccumulatorKind kind, RowWriter rows) : Grain, IKeyGrain
{
    /// <inheritdoc/>
    public async Task<int[]> WriteAsync(KeyNotices notices)
    {
        var batch = new NoticeBatch(notices.Keys.Length);
        await rows.EnqueueAsync(kind, notices, batch);
        return await batch.Done;
    }
}
