using System.Runtime.CompilerServices;
using StreamPulse.Core.Binary;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Reads the records of a batch in place, one after another: <c>while (reader.TryRead(out var record))</c>. Valid while the batch is held.
/// </summary>
public ref struct LogBatchReader
{
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _key;
    private ReadOnlySpan<byte> _payload;
    private int _position;
    private long _left;
    private long _offset;
    private long _timeMs;
    private bool _isProducerTime;

    internal LogBatchReader(LogBatch batch)
    {
        _rest = batch.Bytes;
        _offset = batch.FromOffset;
    }

    /// <summary>The next record; false at the end.</summary>
    /// <exception cref="FormatException">The bytes are not runs of records.</exception>
    /// <exception cref="InvalidDataException">The payload of a run is not that many records.</exception>
    public bool TryRead(out LogRecord record)
    {
        if (_left == 0)
            return TryReadRun(out record);
        _left--;
        record = new LogRecord(_offset++, _timeMs, _key, RecordFormat.Read(_payload, ref _position), _isProducerTime);
        return true;
    }

    /// <summary>Goes to the next run and reads its first record.</summary>
    private bool TryReadRun(out LogRecord record)
    {
        if (_rest.IsEmpty)
        {
            record = default;
            return false;
        }

        _offset += (long)Number();
        _timeMs += Leb128.UnZigZag(Number());
        var countAndClock = Number();
        var count = (long)(countAndClock >> 1);
        _isProducerTime = (countAndClock & 1) != 0;
        _key = Bytes();
        _payload = Bytes();
        _position = 0;
        _left = count - 1;
        if (_left < 0)
            throw new FormatException($"A batch of records has a run of {count} records.");
        record = new LogRecord(
            _offset++, _timeMs, _key, _left == 0 ? _payload : RecordFormat.Read(_payload, ref _position), _isProducerTime);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Number()
    {
        var result = Leb128.Read(_rest, out var value, out var length);
        if (result != Leb128Result.Ok)
            ThrowInvalidNumber(result);
        _rest = _rest[length..];
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Bytes()
    {
        var length = Number();
        if (length > (ulong)_rest.Length)
            ThrowTooShort(length, _rest.Length);
        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }

    private static void ThrowInvalidNumber(Leb128Result result)
        => throw new FormatException($"A batch of records has an invalid number: {result}.");

    private static void ThrowTooShort(ulong length, int left)
        => throw new FormatException($"A batch of records needs {length} bytes and has {left}.");
}
