namespace StreamPulse.Log.Postgres;

/// <summary>Records of consecutive rows, decoded as they are asked for.</summary>
internal sealed class PostgresRecordBatch : RecordBatch
{
    private readonly List<EventRow> _rows;
    private int _row;
    private int _position;
    private long _offset;

    /// <param name="rows">At least one; each begins where the one before ends.</param>
    /// <param name="fromOffset">In the first row; records before it are left out.</param>
    /// <param name="endOffset">The partition's end as far as known.</param>
    public PostgresRecordBatch(List<EventRow> rows, long fromOffset, long endOffset)
    {
        _rows = rows;
        NextOffset = rows[^1].NextOffset;
        EndOffset = Math.Max(endOffset, NextOffset);
        for (_offset = rows[0].Offset; _offset < fromOffset; _offset++)
            RecordFormat.Read(rows[0].Payload, ref _position);
    }

    public override long NextOffset { get; }

    public override long EndOffset { get; }

    public override bool TryRead(out LogRecord record)
    {
        while (_row < _rows.Count)
        {
            var row = _rows[_row];
            if (_offset < row.NextOffset)
            {
                record = new LogRecord(_offset, row.IngestionTimeMs, default, RecordFormat.Read(row.Payload, ref _position));
                _offset++;
                return true;
            }

            _row++;
            _position = 0;
        }

        record = default;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var row in _rows)
            row.Dispose();
        _rows.Clear();
    }
}
