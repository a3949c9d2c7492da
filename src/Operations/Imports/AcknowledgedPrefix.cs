namespace StreamPulse.Operations.Imports;

/// <summary>
/// Up to which event an import is acknowledged without a gap, while acknowledgements arrive in another order than records were sent. Holds
/// what is in flight, and what was acknowledged after a gap.
/// </summary>
/// <param name="before">Number of the last event before the first that is sent.</param>
public sealed class AcknowledgedPrefix(long before)
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _items = new();
    private long _lastSent = before;
    private long _acknowledgedBehind;

    /// <summary>Number of the last event that is acknowledged together with every one before it.</summary>
    public long LastEvent
    {
        get
        {
            lock (_lock)
                return _items.TryPeek(out var oldest) ? oldest.Number - 1 : _lastSent;
        }
    }

    /// <summary>Events behind that one that are acknowledged all the same: resuming behind it sends them once more.</summary>
    public long AcknowledgedBehind
    {
        get
        {
            lock (_lock)
                return _acknowledgedBehind;
        }
    }

    /// <summary>The next event is sent; call the returned action when it is acknowledged, and never if it is not.</summary>
    public Action Send()
    {
        Item item;
        lock (_lock)
        {
            item = new Item(++_lastSent);
            _items.Enqueue(item);
        }

        return () => Acknowledge(item);
    }

    private void Acknowledge(Item item)
    {
        lock (_lock)
        {
            item.IsAcknowledged = true;
            _acknowledgedBehind++;
            while (_items.TryPeek(out var oldest) && oldest.IsAcknowledged)
            {
                _items.Dequeue();
                _acknowledgedBehind--;
            }
        }
    }

    private sealed class Item(long number)
    {
        public long Number { get; } = number;

        public bool IsAcknowledged { get; set; }
    }
}
