namespace StreamPulse.Operations.Imports;

/// <summary>
/// Up to which line a file is acknowledged without a gap, while acknowledgements arrive in another order than records were sent. Holds what
/// is in flight, and what was acknowledged after a gap.
/// </summary>
public sealed class AcknowledgedPrefix
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _items = new();
    private long _lastTaken;
    private long _acknowledgedBehind;

    /// <summary>Last line that is dealt with together with every one before it; lines that are no events need no acknowledgement.</summary>
    public long LastLine
    {
        get
        {
            lock (_lock)
                return _items.TryPeek(out var oldest) ? oldest.Line - 1 : _lastTaken;
        }
    }

    /// <summary>Events behind that line that are acknowledged all the same: going on behind the line sends them once more.</summary>
    public long AcknowledgedBehind
    {
        get
        {
            lock (_lock)
                return _acknowledgedBehind;
        }
    }

    /// <summary>A line was read that is no event.</summary>
    public void Pass(long line)
    {
        lock (_lock)
            _lastTaken = line;
    }

    /// <summary>
    /// An event is sent. Lines must be ascending; call the returned action when the event is acknowledged, and never if it is not.
    /// </summary>
    public Action Send(long line)
    {
        var item = new Item(line);
        lock (_lock)
        {
            _lastTaken = line;
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

    private sealed class Item(long line)
    {
        public long Line { get; } = line;

        public bool IsAcknowledged { get; set; }
    }
}
