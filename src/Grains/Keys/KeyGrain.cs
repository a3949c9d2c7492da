using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Keys;

/// <summary>
/// The owner of one key's windows. It holds a window only while its row is being written: what a row is made of is asked of the partitions each
/// time, so a grain that was lost has lost nothing.
/// </summary>
internal abstract class KeyGrain(AccumulatorKind kind, RowWriter rows) : Grain, IKeyGrain
{
    private readonly Dictionary<long, RowRequest> _waiting = [];
    private Utf8Key? _key;

    /// <inheritdoc/>
    public async Task WriteAsync(WindowNotice notice)
    {
        var start = notice.WindowStartMs;
        if (!_waiting.TryGetValue(start, out var request) || !request.TryJoin(notice.Partition, notice.Total))
        {
            request = new RowRequest(kind, _key ??= GrainKeys.Parse(this.GetPrimaryKeyString()), start);
            request.TryJoin(notice.Partition, notice.Total);
            _waiting[start] = request;
            await rows.EnqueueAsync(request);
        }

        try
        {
            await request.Done;
        }
        finally
        {
            if (ReferenceEquals(_waiting.GetValueOrDefault(start), request))
                _waiting.Remove(start);
        }
    }
}
