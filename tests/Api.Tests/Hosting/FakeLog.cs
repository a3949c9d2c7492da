using StreamPulse.Log;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>Notes what is appended; fails when told to.</summary>
internal sealed class FakeLog : IEventLogAppender
{
    private readonly Lock _gate = new();
    private readonly List<(byte[] Key, byte[] Value)> _records = [];

    /// <summary>Thrown instead of appending; null for none.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<(byte[] Key, byte[] Value)> Records
    {
        get
        {
            lock (_gate)
                return [.. _records];
        }
    }

    public ValueTask AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
                _records.Add((batch.Key(i).ToArray(), batch.Value(i).ToArray()));
        }

        return ValueTask.CompletedTask;
    }
}
