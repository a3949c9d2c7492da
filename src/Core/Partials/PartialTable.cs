using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Partials;

/// <summary>
/// One partition's partials of one window: a table for each kind, and which have changed since the last update.
/// </summary>
internal sealed class PartialTable
{
    private readonly Dictionary<Utf8Key, DownloadAccumulator>[] _byKind;
    private readonly Dictionary<Utf8Key, DownloadAccumulator>.AlternateLookup<ReadOnlySpan<byte>>[] _lookups;
    private readonly Utf8KeyComparer _comparer;
    private List<DownloadAccumulator> _changed = [];
    private bool _isTrimmed;

    public PartialTable(long windowStartMs, Utf8KeyComparer comparer)
    {
        WindowStartMs = windowStartMs;
        _comparer = comparer;
        _byKind = [new(comparer), new(comparer), new(comparer)];
        _lookups = [.. _byKind.Select(static d => d.GetAlternateLookup<ReadOnlySpan<byte>>())];
    }

    public long WindowStartMs { get; }

    public bool HasChanges => _changed.Count > 0;

    public IEnumerable<DownloadAccumulator> All => _byKind.SelectMany(static d => d.Values);

    /// <summary>Whether the key is there or there is room for it.</summary>
    public bool HasRoom(AccumulatorKind kind, ReadOnlySpan<byte> key, int capacity)
        => _byKind[(int)kind].Count < capacity || _lookups[(int)kind].ContainsKey(key);

    /// <summary>Whether the region can count one more event with this error_code.</summary>
    public bool HasRoomForError(ReadOnlySpan<byte> region, ReadOnlySpan<byte> errorCode)
        => errorCode.IsEmpty
            || !_lookups[(int)AccumulatorKind.Region].TryGetValue(region, out var known)
            || known.Errors is null
            || known.Errors.HasRoom(errorCode);

    /// <summary>The key's accumulator, ready to be changed: a new one, or a clone of a frozen one.</summary>
    public DownloadAccumulator Changing(AccumulatorKind kind, ReadOnlySpan<byte> key)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrNullRef(_lookups[(int)kind], key);
        if (Unsafe.IsNullRef(ref slot))
            return Add(new DownloadAccumulator(kind, _comparer.Create(key)));
        if (!slot.IsFrozen)
            return slot;
        slot = slot.Clone();
        _changed.Add(slot);
        return slot;
    }

    private DownloadAccumulator Add(DownloadAccumulator partial)
    {
        _byKind[(int)partial.Kind].Add(partial.Key, partial);
        _changed.Add(partial);
        return partial;
    }

    /// <summary>Puts a partial from a checkpoint in place.</summary>
    public void Restore(DownloadAccumulator partial)
    {
        partial.Freeze();
        _byKind[(int)partial.Kind][partial.Key] = partial;
    }

    /// <summary>Releases the room for more keys; called when most of the window's events have arrived.</summary>
    public void Trim()
    {
        if (_isTrimmed)
            return;
        _isTrimmed = true;
        foreach (var table in _byKind)
            table.TrimExcess();
    }

    /// <summary>Returns the changed partials, frozen.</summary>
    public WindowPartials TakeChanged()
    {
        var taken = _changed;
        foreach (var partial in taken)
            partial.Freeze();
        _changed = [];
        return new WindowPartials(WindowStartMs, taken);
    }
}
