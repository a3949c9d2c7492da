using StreamPulse.Log;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>Notes what is appended; fails when told to.</summary>
internal sealed class FakeLog : IEventLogAppender
{
    private int _begun;
    private readonly Lock _gate = new();
    private readonly List<(byte[] Key, byte[] Value)> _records = [];

    /// <summary>Thrown instead of appending; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>While set, appends wait for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>How many appends have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public IReadOnlyList<(byte[] Key, byte[] Value)> Records
    {
        get
        {
            lock (_gate)
                return [.. _records];
        }
    }

    public async ValueTask AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _begun);
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (Failure is not null)
            throw Failure;
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
                _records.Add((batch.Key(i).ToArray(), batch.Value(i).ToArray()));
        }
    }
}
