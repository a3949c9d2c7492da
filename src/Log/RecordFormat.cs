using StreamPulse.Core.Binary;

namespace StreamPulse.Log;

/// <summary>
/// The format of several records in one byte sequence, as in event_log.payload: of each its length (<see cref="Leb128"/>), then its bytes.
/// </summary>
public static class RecordFormat
{
    /// <summary>Most bytes of a length.</summary>
    public const int MaximumLengthBytes = Leb128.MaxBytes32;

    /// <summary>Writes a length; returns the number of bytes it took.</summary>
    public static int WriteLength(Span<byte> target, int length) => Leb128.Write(target, (uint)length);

    /// <summary>Reads the record at <paramref name="position"/> and moves it past the record.</summary>
    /// <exception cref="InvalidDataException">The payload ends inside the record, or a length is none.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> payload, scoped ref int position)
    {
        if (Leb128.Read(payload[position..], out var length, out var lengthBytes) != Leb128Result.Ok
            || length > (ulong)(payload.Length - position - lengthBytes))
        {
            throw Damaged(position, payload.Length);
        }

        position += lengthBytes;
        var record = payload.Slice(position, (int)length);
        position += (int)length;
        return record;
    }

    private static InvalidDataException Damaged(int position, int length)
        => new($"The payload of several records is damaged at byte {position} of {length}.");
}
