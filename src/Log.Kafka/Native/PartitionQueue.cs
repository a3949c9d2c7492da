using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Native;

/// <summary>
/// The queue of one partition, separate from the consumer's own, so that many readers share one client and each gets its partition only.
/// Created before the partition is assigned, it gets all records from the first one on.
/// </summary>
internal sealed unsafe class PartitionQueue : IDisposable
{
    private readonly LibrdkafkaApi _api = LibrdkafkaApi.Instance;
    private readonly SafeHandle _client;
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly nint _queue;
    private GCHandle _self;

    public PartitionQueue(IClient client, string topic, int partition)
    {
        _client = ClientHandle.Of(client);
        var isHeld = false;
        _client.DangerousAddRef(ref isHeld);
        fixed (byte* name = Encoding.UTF8.GetBytes(topic + '\0'))
            _queue = _api.GetPartitionQueue(_client.DangerousGetHandle(), name, partition);
        if (_queue == 0)
        {
            _client.DangerousRelease();
            throw new InvalidOperationException($"librdkafka has no queue for {topic} [{partition}].");
        }

        _api.ForwardQueue(_queue, 0);
        _self = GCHandle.Alloc(this);
        _api.EnableQueueCallback(_queue, &OnFilled, GCHandle.ToIntPtr(_self));
    }

    /// <summary>Takes what is there, at most as much as there is room for; never waits.</summary>
    /// <returns>Number of messages, each to be destroyed by the caller.</returns>
    public int Take(Span<nint> messages)
    {
        fixed (nint* room = messages)
        {
            var count = _api.ConsumeBatch(_queue, 0, (NativeMessage**)room, (nuint)messages.Length);
            return (int)Math.Max(0, count);
        }
    }

    /// <summary>Waits until something came after the last <see cref="Take"/>; may also return with nothing there.</summary>
    /// <returns>False when the time is over.</returns>
    public Task<bool> WaitAsync(TimeSpan maxWait, CancellationToken cancellationToken) => _filled.WaitAsync(maxWait, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_self.IsAllocated)
            return;
        // Takes the queue's lock, which the callback holds while it runs: it does not run after this.
        _api.EnableQueueCallback(_queue, null, 0);
        _self.Free();
        _api.DestroyQueue(_queue);
        _client.DangerousRelease();
        _filled.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFilled(nint client, nint opaque)
    {
        var queue = (PartitionQueue)GCHandle.FromIntPtr(opaque).Target!;
        try
        {
            if (queue._filled.CurrentCount == 0)
                queue._filled.Release(); // continues its waiter on the thread pool, not here
        }
        catch (SemaphoreFullException)
        {
            // Already signalled.
        }
    }
}
