using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Partials;

/// <summary>
/// The keys of one kind in one window, and their rows. While the window is open a row that was made is kept until a partial of its key
/// changes: asking again costs no more than what has changed, and when the window closes most of its rows are there. After that rows are
/// made when they are due.
/// </summary>
/// <param name="build">Makes a row of a merged accumulator.</param>
internal sealed class KindTable<TRow>(WindowRange range, Func<DownloadAccumulator, WindowRange, TRow> build) : IKindTable
    where TRow : class
{
    private readonly Dictionary<Utf8Key, KeyPartials> _byKey = new(Utf8KeyComparer.WithoutInterner);
    private List<KeyPartials> _stale = [];
    /// <summary>By the index of the key; null where none was made.</summary>
    private TRow[] _rows = [];
    private List<KeyPartials> _due = [];
    private bool _isClosed;

    /// <inheritdoc/>
    public int Count => _byKey.Count;

    /// <inheritdoc/>
    public int StaleCount => _stale.Count;

    /// <inheritdoc/>
    public bool HasDue => _due.Count > 0;

    /// <inheritdoc/>
    public KeyPartials For(Utf8Key key)
    {
        if (_byKey.TryGetValue(key, out var known))
            return known;
        var partials = new KeyPartials(_byKey.Count);
        _byKey.Add(key, partials);
        return partials;
    }

    /// <inheritdoc/>
    public void Changed(KeyPartials key)
    {
        if (_isClosed)
            MarkDue(key);
        else if (!key.IsStale)
            _stale.Add(key);
        key.IsStale = true;
    }

    /// <inheritdoc/>
    public void Close()
    {
        _isClosed = true;
        _stale = [];
        _due.EnsureCapacity(_byKey.Count);
        foreach (var key in _byKey.Values)
            MarkDue(key);
    }

    /// <inheritdoc/>
    public IEnumerable<DownloadAccumulator> PartialsOf(int partition)
        => _byKey.Values.Select(k => k.Of(partition)).OfType<DownloadAccumulator>();

    /// <inheritdoc/>
    public void Prepare(int most)
    {
        if (_rows.Length < _byKey.Count)
            Array.Resize(ref _rows, Math.Max(_byKey.Count, _rows.Length * 2));
        var left = Math.Max(0, _stale.Count - most);
        for (var i = _stale.Count - 1; i >= left; i--)
        {
            var key = _stale[i];
            _rows[key.Index] = build(key.Merged(), range);
            key.IsStale = false;
        }

        _stale.RemoveRange(left, _stale.Count - left);
    }

    /// <summary>The current rows of all keys, in the order in which the keys came.</summary>
    public List<TRow> Rows()
    {
        if (_isClosed)
            return [.. _byKey.Values.Select(Row)];
        Prepare(int.MaxValue);
        return [.. _rows.AsSpan(0, _byKey.Count)];
    }

    /// <summary>The current rows that are due; they are not due any more.</summary>
    public List<TRow> TakeDue()
    {
        if (!_isClosed)
            return [];
        var rows = _due.ConvertAll(Row);
        foreach (var key in _due)
            key.IsDue = false;
        _due = [];
        _rows = [];
        return rows;
    }

    private TRow Row(KeyPartials key)
        => !key.IsStale && key.Index < _rows.Length && _rows[key.Index] is { } ready ? ready : build(key.Merged(), range);

    private void MarkDue(KeyPartials key)
    {
        if (key.IsDue)
            return;
        key.IsDue = true;
        _due.Add(key);
    }
}
