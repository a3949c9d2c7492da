namespace StreamPulse.Log.Postgres;

/// <summary>The format of event_log.payload: for each record its length as unsigned LEB128 (7 bits a byte, low ones first), then its bytes.</summary>
internal static class RecordFormat
{
    /// <summary>Longest encoding of a length.</summary>
    public const int MaximumLengthBytes = 5;

    /// <summary>Writes a length; returns the number of bytes it took.</summary>
    public static int WriteLength(Span<byte> target, int length)
    {
        var rest = (uint)length;
        var written = 0;
        while (rest >= 0x80)
        {
            target[written++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        target[written++] = (byte)rest;
        return written;
    }

    /// <summary>Reads the record at <paramref name="position"/> and moves it past the record.</summary>
    /// <exception cref="InvalidDataException">The payload ends inside the record, or a length is none.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> payload, ref int position)
    {
        uint length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (position >= payload.Length || shift > 28)
                throw Damaged(position, payload.Length);
            var next = payload[position++];
            length |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
                break;
        }

        if (length > (uint)(payload.Length - position))
            throw Damaged(position, payload.Length);
        var record = payload.Slice(position, (int)length);
        position += (int)length;
        return record;
    }

    private static InvalidDataException Damaged(int position, int length)
        => new($"The payload of an event_log row is damaged at byte {position} of {length}.");
}
