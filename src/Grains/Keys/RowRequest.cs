using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Keys;

/// <summary>A row that is to be written, and what it must hold. Others may join until the writer takes it.</summary>
internal sealed class RowRequest(AccumulatorKind kind, Utf8Key key, long windowStartMs)
{
    private readonly Dictionary<int, long> _least = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isTaken;

    public AccumulatorKind Kind { get; } = kind;

    public Utf8Key Key { get; } = key;

    public long WindowStartMs { get; } = windowStartMs;

    /// <summary>Ends when the row is durable.</summary>
    public Task Done => _done.Task;

    /// <summary>Asks for at least so many downloads of the partition; false when the writer has begun already.</summary>
    public bool TryJoin(int partition, long total)
    {
        lock (_least)
        {
            if (_isTaken)
                return false;
            _least[partition] = Math.Max(_least.GetValueOrDefault(partition), total);
            return true;
        }
    }

    /// <summary>The writer begins; nobody joins any more.</summary>
    public void Take()
    {
        lock (_least)
            _isTaken = true;
    }

    /// <summary>Whether the partials hold all that was asked for; where a partition answers with less, it is an older activation or one that reads again.</summary>
    public bool IsMetBy(IReadOnlyDictionary<int, DownloadAccumulator> partials)
        => _least.All(l => partials.TryGetValue(l.Key, out var partial) && partial.Total >= l.Value);

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
