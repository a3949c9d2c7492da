using System.Runtime.CompilerServices;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Events;
using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Partials;

/// <summary>
/// One partition's partials of one window: a table for each kind, and which have changed since the last update.
/// </summary>
internal sealed class PartialTable(long windowStartMs, Utf8KeyInterner interner)
{
    private readonly AccumulatorTable _contents = new();
    private readonly AccumulatorTable _regions = new();
    private readonly AccumulatorTable _devices = new();
    private List<DownloadAccumulator> _changed = [];
    private int _keys;
    private bool _isTrimmed;

    public long WindowStartMs { get; } = windowStartMs;

    public bool HasChanges => _changed.Count > 0;

    /// <summary>Counts an event for its content, region and device.</summary>
    /// <param name="device">Key of device and OS version.</param>
    /// <param name="capacity">Most keys of a kind.</param>
    /// <returns>False, with nothing counted, where there is no room for one of the keys or for the region's error code.</returns>
    public bool TryAdd(in EventView e, ReadOnlySpan<byte> device, int capacity)
    {
        ref var content = ref _contents.Find(e.ContentId);
        ref var region = ref _regions.Find(e.Region);
        ref var ofDevice = ref _devices.Find(device);
        if (!HasRoom(_contents, ref content, capacity) || !HasRoom(_regions, ref region, capacity)
            || !HasRoom(_devices, ref ofDevice, capacity) || !HasRoomForError(ref region, e.ErrorCode))
        {
            return false;
        }

        var measures = new EventMeasures(e);
        Changing(_contents, ref content, AccumulatorKind.Content, e.ContentId).Add(measures, e.Title);
        Changing(_regions, ref region, AccumulatorKind.Region, e.Region).Add(measures, default);
        Changing(_devices, ref ofDevice, AccumulatorKind.Device, device).Add(measures, default);
        return true;
    }

    /// <summary>Puts a partial from a checkpoint in place.</summary>
    /// <exception cref="ArgumentException">The key has a partial already.</exception>
    public void Restore(DownloadAccumulator partial)
    {
        partial.Freeze();
        var table = TableOf(partial.Kind);
        if (!Unsafe.IsNullRef(ref table.Find(partial.Key.Span)))
            throw new ArgumentException($"Window {WindowStartMs} has two {partial.Kind} partials of {partial.Key}.", nameof(partial));
        partial.Index = _keys++;
        table.Add(partial);
    }

    /// <summary>Releases the room for more keys; called when most of the window's events have arrived.</summary>
    public void Trim()
    {
        if (_isTrimmed)
            return;
        _isTrimmed = true;
        _contents.TrimExcess();
        _regions.TrimExcess();
        _devices.TrimExcess();
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

    private static bool HasRoom(AccumulatorTable table, ref DownloadAccumulator known, int capacity)
        => table.Count < capacity || !Unsafe.IsNullRef(ref known);

    /// <summary>Whether the region can count one more event with this error_code.</summary>
    private static bool HasRoomForError(ref DownloadAccumulator region, ReadOnlySpan<byte> errorCode)
        => errorCode.IsEmpty || Unsafe.IsNullRef(ref region) || region.Errors is null || region.Errors.HasRoom(errorCode);

    /// <summary>The key's accumulator, ready to be changed: a new one, or a clone of a frozen one.</summary>
    private DownloadAccumulator Changing(
        AccumulatorTable table, ref DownloadAccumulator known, AccumulatorKind kind, ReadOnlySpan<byte> key)
    {
        if (!Unsafe.IsNullRef(ref known))
        {
            if (!known.IsFrozen)
                return known;
            known = known.Clone();
            _changed.Add(known);
            return known;
        }

        var added = new DownloadAccumulator(kind, interner.Intern(key)) { Index = _keys++ };
        table.Add(added);
        _changed.Add(added);
        return added;
    }

    private AccumulatorTable TableOf(AccumulatorKind kind)
        => kind switch
        {
            AccumulatorKind.Content => _contents,
            AccumulatorKind.Region => _regions,
            _ => _devices,
        };
}
