using Npgsql;
using NpgsqlTypes;

namespace StreamPulse.Storage.Commits;

/// <summary>A statement over <c>unnest</c>: one array parameter a column, in order.</summary>
internal sealed class ColumnParameters
{
    private readonly NpgsqlBatchCommand _command;

    public ColumnParameters(NpgsqlBatch batch, string sql)
    {
        _command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(_command);
    }

    /// <summary>Adds a value that is the same for all rows.</summary>
    public void Add<TValue>(TValue value) => _command.Parameters.Add(new NpgsqlParameter<TValue> { TypedValue = value });

    /// <summary>Adds the next column.</summary>
    public void Add<TRow, TValue>(NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(rows[i]);
        _command.Parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
