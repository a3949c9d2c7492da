using StreamPulse.Core.Binary;
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
        _ingestionTimeMs += Leb128.UnZigZag(Number());
        var key = Bytes();
        record = new LogRecord(_offset++, _ingestionTimeMs, key, Bytes());
        return true;
    }

    private ulong Number()
    {
        var result = Leb128.Read(_rest, out var value, out var length);
        if (result != Leb128Result.Ok)
            throw new FormatException($"A batch of records has an invalid number: {result}.");
        _rest = _rest[length..];
        return value;
    }

    private ReadOnlySpan<byte> Bytes()
    {
        var length = Number();
        if (length > (ulong)_rest.Length)
            throw new FormatException($"A batch of records needs {length} bytes and has {_rest.Length}.");
        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }
}
