using System.Diagnostics.CodeAnalysis;

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
        if (!TryGetRow(out var row))
        {
            record = default;
            return false;
        }

        record = new LogRecord(_offset, row.IngestionTimeMs, default, RecordFormat.Read(row.Payload, ref _position));
        _offset++;
        return true;
    }

    public override bool TryReadRun(int mostBytes, out RecordRun run)
    {
        if (!TryGetRow(out var row))
        {
            run = default;
            return false;
        }

        var (from, start) = (_offset, _position);
        var payload = RecordFormat.Read(row.Payload, ref _position);
        _offset++;
        if (_offset < row.NextOffset && _position - start < mostBytes)
        {
            PassRecords(row, (long)start + mostBytes);
            payload = row.Payload[start.._position];
        }

        run = new RecordRun(from, (int)(_offset - from), row.IngestionTimeMs, default, payload);
        return true;
    }

    /// <summary>Passes the records that begin before <paramref name="toPosition"/>; all of them if the row ends there or before.</summary>
    private void PassRecords(EventRow row, long toPosition)
    {
        if (row.SizeBytes <= toPosition)
            (_offset, _position) = (row.NextOffset, row.SizeBytes);
        for (; _offset < row.NextOffset && _position < toPosition; _offset++)
            RecordFormat.Read(row.Payload, ref _position);
    }

    public override bool TryTakeRun(int leastBytes, out RentedRun run)
    {
        if (!TryGetRow(out var row) || row.NextOffset - _offset < 2 || row.SizeBytes - _position < leastBytes)
        {
            run = default;
            return false;
        }

        run = row.Take(_offset, _position);
        _offset = row.NextOffset;
        return true;
    }

    /// <summary>The row of the next record.</summary>
    private bool TryGetRow([NotNullWhen(true)] out EventRow? row)
    {
        for (; _row < _rows.Count; _row++, _position = 0)
        {
            row = _rows[_row];
            if (_offset < row.NextOffset)
                return true;
        }

        row = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var row in _rows)
            row.Dispose();
        _rows.Clear();
    }
}
