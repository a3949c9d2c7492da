namespace StreamPulse.Log.Postgres;

/// <summary>First in, first out, bounded in bytes and records: callers that find it full wait, in order. One consumer.</summary>
internal sealed class AppendQueue(long maximumBytes, long maximumRecords)
{
    private readonly Lock _lock = new();
    private readonly Queue<AppendRequest> _requests = new();
    private readonly LinkedList<(AppendRequest Request, TaskCompletionSource Entered)> _waiting = new();
    private readonly SemaphoreSlim _available = new(0, 1);
    private long _bytes;
    private long _records;
    private bool _completed;

    /// <summary>Adds to the queue, after waiting for room. A request larger than the limits is added when the queue is empty.</summary>
    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public async Task EnqueueAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        LinkedListNode<(AppendRequest, TaskCompletionSource Entered)> node;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_completed, typeof(PostgresEventLog));
            if (_waiting.Count == 0 && HasRoom(request))
            {
                Enter(request);
                return;
            }

            node = _waiting.AddLast((request, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (_lock)
                {
                    if (node.List is null)
                        return; // it has entered
                    _waiting.Remove(node);
                }

                node.Value.Entered.TrySetCanceled(token);
            },
            null).ConfigureAwait(false);
        await node.Value.Entered.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for requests and takes as many as fit into <paramref name="maximumGroupBytes"/>, at least one; empty when the queue was
    /// completed and everything is out.
    /// </summary>
    public async Task<List<AppendRequest>> DequeueAsync(long maximumGroupBytes)
    {
        while (true)
        {
            lock (_lock)
            {
                var group = Take(maximumGroupBytes);
                if (group.Count > 0 || _completed)
                    return group;
            }

            await _available.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Refuses new requests, and those that wait to enter.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var (_, entered) in _waiting)
                entered.TrySetException(new ObjectDisposedException(nameof(PostgresEventLog)));
            _waiting.Clear();
            Wake();
        }
    }

    private List<AppendRequest> Take(long maximumGroupBytes)
    {
        var group = new List<AppendRequest>();
        long bytes = 0;
        while (_requests.TryPeek(out var request) && (group.Count == 0 || bytes + request.SizeBytes <= maximumGroupBytes))
        {
            _requests.Dequeue();
            group.Add(request);
            bytes += request.SizeBytes;
            _bytes -= request.SizeBytes;
            _records -= request.RecordCount;
            LetWaitingIn();
        }

        return group;
    }

    private void LetWaitingIn()
    {
        while (_waiting.First is { } first && HasRoom(first.Value.Request))
        {
            _waiting.RemoveFirst();
            Enter(first.Value.Request);
            first.Value.Entered.TrySetResult();
        }
    }

    private bool HasRoom(AppendRequest request)
        => _requests.Count == 0 || (_bytes + request.SizeBytes <= maximumBytes && _records + request.RecordCount <= maximumRecords);

    private void Enter(AppendRequest request)
    {
        _requests.Enqueue(request);
        _bytes += request.SizeBytes;
        _records += request.RecordCount;
        Wake();
    }

    private void Wake()
    {
        if (_available.CurrentCount == 0)
            _available.Release();
    }
}
