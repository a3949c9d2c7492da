using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows of a silo that wait to be written, each once: who asks for one that waits joins in. Bounded; when it is full callers wait.</summary>
internal sealed class RowQueue(int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RowKey, RowRequest> _waiting = [];
    private readonly Queue<RowRequest> _order = [];
    private readonly SemaphoreSlim _some = new(0);
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _order.Count;
        }
    }

    /// <summary>Adds the rows that the notices are about.</summary>
    public async Task AddAsync(AccumulatorKind kind, KeyNotices notices, NoticeBatch batch)
    {
        for (var next = 0; next < notices.Keys.Length;)
        {
            Task full;
            lock (_gate)
            {
                while (next < notices.Keys.Length && _order.Count < capacity)
                    Add(new RowKey(kind, notices.Keys[next], notices.WindowStartsMs[next]), notices, batch, next++);
                full = _room.Task;
            }

            if (_some.CurrentCount == 0)
                _some.Release();
            if (next < notices.Keys.Length)
                await full;
        }
    }

    /// <summary>Waits until there are some.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Count == 0)
            await _some.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first ones; nobody joins them any more.</summary>
    public List<RowRequest> Take(int most)
    {
        lock (_gate)
        {
            var taken = new List<RowRequest>(Math.Min(most, _order.Count));
            while (taken.Count < most && _order.TryDequeue(out var request))
            {
                _waiting.Remove(request.Row);
                taken.Add(request);
            }

            _room.TrySetResult();
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _some.Dispose();

    private void Add(RowKey row, KeyNotices notices, NoticeBatch batch, int position)
    {
        if (!_waiting.TryGetValue(row, out var request))
        {
            _waiting.Add(row, request = new RowRequest(row));
            _order.Enqueue(request);
        }

        request.Join(notices.Partition, notices.Totals[position], batch, position);
    }
}
