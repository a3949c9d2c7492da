using Npgsql;
using NpgsqlTypes;

namespace StreamPulse.Storage.Queries;

/// <summary>Values of a statement's $1, $2 and so on, each with its type; created for every execution.</summary>
internal sealed class QueryParameters
{
    private readonly List<(object Value, NpgsqlDbType Type)> _values = [];

    public QueryParameters Add(object? value, NpgsqlDbType type)
    {
        _values.Add((value ?? DBNull.Value, type));
        return this;
    }

    /// <summary>An array parameter of <paramref name="elementType"/>.</summary>
    public QueryParameters AddArray<T>(T[] values, NpgsqlDbType elementType) => Add(values, NpgsqlDbType.Array | elementType);

    public QueryParameters AddInstant(DateTimeOffset value) => Add(value.UtcDateTime, NpgsqlDbType.TimestampTz);

    public void AddTo(NpgsqlBatchCommand command)
    {
        foreach (var (value, type) in _values)
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
    }
}
