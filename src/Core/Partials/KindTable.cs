using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Partials;

/// <summary>
/// The keys of one kind in one window, and their rows. In an open window a row that was made is kept until a partial of its key changes, so
/// asking again costs no more than what has changed. In a closed window rows are made when they are due.
/// </summary>
/// <param name="build">Makes a row of a merged accumulator.</param>
internal sealed class KindTable<TRow>(WindowRange range, WindowPhase phase, Func<DownloadAccumulator, WindowRange, TRow> build) : IKindTable
    where TRow : class
{
    private readonly Dictionary<Utf8Key, KeyPartials> _byKey = new(Utf8KeyComparer.Instance);

    /// <summary>Keys whose row is not made or out of date; in a closed window, keys whose row is due.</summary>
    private List<KeyPartials> _changed = [];

    /// <summary>Rows of an open window, by the index of the key.</summary>
    private TRow[] _rows = [];

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
        if (!key.IsChanged)
            _changed.Add(key);
        key.IsChanged = true;
    }

    /// <summary>The current rows of all keys, in the order in which the keys came.</summary>
    public List<TRow> Rows()
    {
        if (phase == WindowPhase.Closed)
            return [.. _byKey.Values.Select(k => build(k.Merged(), range))];
        if (_rows.Length < _byKey.Count)
            Array.Resize(ref _rows, Math.Max(_byKey.Count, _rows.Length * 2));
        foreach (var key in TakeChanged())
            _rows[key.Index] = build(key.Merged(), range);
        return [.. _rows.AsSpan(0, _byKey.Count)];
    }

    /// <summary>The current rows that are due; they are not due any more. None in an open window.</summary>
    public List<TRow> TakeDue() => phase == WindowPhase.Open ? [] : TakeChanged().ConvertAll(k => build(k.Merged(), range));

    private List<KeyPartials> TakeChanged()
    {
        var changed = _changed;
        _changed = [];
        foreach (var key in changed)
            key.IsChanged = false;
        return changed;
    }
}
