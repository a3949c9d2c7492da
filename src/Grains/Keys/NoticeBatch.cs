namespace StreamPulse.Grains.Keys;

/// <summary>Notices that came in one call: ends when each of their rows is durable or could not be written.</summary>
internal sealed class NoticeBatch
{
    private readonly TaskCompletionSource<int[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _failed = [];
    private int _left;

    /// <param name="count">How many there are.</param>
    public NoticeBatch(int count)
    {
        _left = count;
        if (count == 0)
            _done.SetResult([]);
    }

    /// <summary>Positions of those that could not be written.</summary>
    public Task<int[]> Done => _done.Task;

    /// <summary>One of them is settled.</summary>
    public void Settle(int position, bool isDurable)
    {
        if (!isDurable)
        {
            lock (_failed)
                _failed.Add(position);
        }

        if (Interlocked.Decrement(ref _left) > 0)
            return;
        lock (_failed)
            _done.SetResult([.. _failed]);
    }
}
