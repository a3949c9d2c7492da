using StreamPulse.Log;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>Reads the real log and gives its records the offsets of the scripted one.</summary>
internal sealed class ScriptedReader(ScriptedLog log, IEventLog inner, int partition, long fromOffset) : ILogReader
{
    private readonly ILogReader _reader = inner.OpenReader(partition, log.InnerOf(fromOffset));
    private long _position = fromOffset;

    public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (log.IsAway)
            throw ScriptedLog.Away();
        if (await log.IsSilentAsync(maxWait, cancellationToken))
            return null;
        var earliest = log.Earliest.GetValueOrDefault(partition);
        var end = log.CutAt.GetValueOrDefault(partition, long.MaxValue);
        if (_position < earliest || _position > end)
            throw new OffsetOutOfRangeException(partition, _position, earliest, end);
        if (await _reader.ReadAsync(maxWait, cancellationToken) is not { } batch)
            return null;
        _position = ((batch.NextOffset - 1) * log.Stride) + 1;
        return new Batch(batch, log, partition);
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private sealed class Batch(RecordBatch records, ScriptedLog log, int partition) : RecordBatch
    {
        public override long NextOffset => ((records.NextOffset - 1) * log.Stride) + 1;

        public override long EndOffset => log.EndOf(partition, records.EndOffset);

        public override bool TryRead(out LogRecord record)
        {
            if (!records.TryRead(out var found))
            {
                record = default;
                return false;
            }

            record = new LogRecord(found.Offset * log.Stride, found.TimeMs, ScriptedLog.Key, found.Value);
            return true;
        }

        protected override void Dispose(bool disposing) => records.Dispose();
    }
}
