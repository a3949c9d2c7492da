using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro;

/// <summary>Reads bare Avro of our own schema (ContentDownloadEvent.avsc) in place: the hot path. Allocates nothing.</summary>
public static class AvroEventReader
{
    /// <summary>
    /// Reads exactly one event. False, with an empty view, where the bytes are no such event: truncated, a negative or too
    /// large length, a number that does not fit its type or is not in its shortest form, an unknown union branch, bytes
    /// left over. Strings are not checked to be UTF-8; the validator does that.
    /// </summary>
    [SkipLocalsInit]
    public static bool TryRead(ReadOnlySpan<byte> avro, out EventView view)
    {
        Unsafe.SkipInit(out view);
        ref var origin = ref MemoryMarshal.GetReference(avro);
        nint end = avro.Length;
        nint position = 0;
        if (AvroVarint.TryReadSlice(ref origin, end, ref position, out view.EventId)
            && AvroVarint.TryReadLong(ref origin, end, ref position, out view.EventTimeMs)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.UserId)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.ContentId)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.Title)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.ContentType)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.Category)
            && AvroVarint.TryReadInt(ref origin, end, ref position, out view.SizeMb)
            && AvroVarint.TryReadFloat(ref origin, end, ref position, out view.Price)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.Status)
            && AvroVarint.TryReadInt(ref origin, end, ref position, out view.DurationSeconds)
            && AvroVarint.TryReadFloat(ref origin, end, ref position, out view.SpeedMbps)
            && TryReadNullable(ref origin, end, ref position, out view.HasErrorCode, out view.ErrorCode)
            && TryReadNullable(ref origin, end, ref position, out view.HasErrorMessage, out view.ErrorMessage)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.Region)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.City)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.Device)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.OsVersion)
            && AvroVarint.TryReadSlice(ref origin, end, ref position, out view.ConnectionType)
            && position == end)
        {
            view.IsPlainText = IsPlainText(view);
            return true;
        }

        view = default;
        return false;
    }

    /// <summary>
    /// Checks texts that follow each other in the record at once, with the lengths between them, which are from 1 to 127 for texts of 1 to
    /// 63 bytes. Where a text is empty or longer, the answer is false and each text has to be checked by itself.
    /// </summary>
    private static bool IsPlainText(in EventView view)
        => PlainText.Is(view.EventId) && PlainText.Is(FromTo(view.UserId, view.Category)) && PlainText.Is(view.Status)
            && PlainText.Is(view.ErrorCode) && PlainText.Is(view.ErrorMessage) && PlainText.Is(FromTo(view.Region, view.ConnectionType));

    /// <summary>The bytes from the beginning of one slice of the record to the end of a later one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> FromTo(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last)
    {
        ref var start = ref MemoryMarshal.GetReference(first);
        var length = Unsafe.ByteOffset(ref start, ref MemoryMarshal.GetReference(last)) + last.Length;
        return MemoryMarshal.CreateReadOnlySpan(ref start, (int)length);
    }

    /// <summary>The union ["null", "string"]: branch 0 is the byte 0, branch 1 the byte 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadNullable(
        ref byte origin, nint end, scoped ref nint position, out bool isPresent, out ReadOnlySpan<byte> text)
    {
        text = default;
        isPresent = false;
        if (position >= end)
            return false;
        var branch = Unsafe.Add(ref origin, position++);
        if (branch == 0)
            return true;
        isPresent = branch == 2;
        return isPresent && AvroVarint.TryReadSlice(ref origin, end, ref position, out text);
    }
}
