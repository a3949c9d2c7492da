using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>Reads the records of a batch in place, one after another: <c>while (reader.TryRead(out var record))</c>.</summary>
public ref struct LogBatchReader
{
    private ReadOnlySpan<byte> _rest;
    private long _offset;
    private long _ingestionTimeMs;

    internal LogBatchReader(LogBatch batch)
    {
        _rest = batch.Records;
        _offset = batch.FromOffset;
    }

    /// <summary>The next record; false at the end.</summary>
    /// <exception cref="FormatException">The bytes are not records.</exception>
    public bool TryRead(out LogRecord record)
    {
        if (_rest.IsEmpty)
        {
            record = default;
            return false;
        }

        _offset += (long)Number();
        var change = Number();
        _ingestionTimeMs += (long)(change >> 1) ^ -(long)(change & 1);
        var key = Bytes();
        record = new LogRecord(_offset++, _ingestionTimeMs, key, Bytes());
        return true;
    }

    private ulong Number()
    {
        ulong value = 0;
        for (var (i, shift) = (0, 0); i < _rest.Length && shift < 64; i++, shift += 7)
        {
            value |= (ulong)(_rest[i] & 0x7f) << shift;
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return value;
        }

        throw new FormatException("A batch of records ends within a number.");
    }

    private ReadOnlySpan<byte> Bytes()
    {
        var length = Number();
        if (length > (ulong)_rest.Length)
            throw new FormatException($"A batch of records wants {length} bytes and has {_rest.Length}.");
        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }
}
