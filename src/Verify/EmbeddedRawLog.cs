using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using StreamPulse.Log;
using StreamPulse.Storage.Recount;

namespace StreamPulse.Verify;

/// <summary>
/// The embedded log by plain SQL over its tables, with a decoder of its own: the recount shares no code with what it checks.
/// </summary>
public sealed class EmbeddedRawLog(NpgsqlDataSource dataSource) : IRawLog
{
    /// <inheritdoc/>
    public async Task<IRawLogView> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            return new View(connection, snapshot, await RecountBasisReader.LoadEmbeddedAsync(connection, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class View(NpgsqlConnection connection, NpgsqlTransaction snapshot, IReadOnlyCollection<LogBeginning> beginnings)
        : IRawLogView
    {
        private const string Sql = """
            SELECT "offset", floor(extract(epoch FROM ingestion_time) * 1000)::bigint, payload FROM event_log
            WHERE partition = $1 AND "offset" + record_count > $2 AND "offset" < $3 ORDER BY "offset"
            """;

        public LogIdentity Identity { get; } = new("embedded", string.Empty, null);

        public IReadOnlyCollection<LogBeginning> Beginnings { get; } = beginnings;

        public async IAsyncEnumerable<RawRecord> ReadAsync(
            int partition, long fromOffset, long endOffset, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromOffset });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = endOffset });
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (offset, ingestionMs) = (reader.GetInt64(0), reader.GetInt64(1));
                var payload = reader.GetFieldValue<byte[]>(2);
                for (var at = 0; at < payload.Length && offset < endOffset; offset++)
                {
                    var length = ReadLength(payload, ref at);
                    if (offset >= fromOffset)
                        yield return new RawRecord(offset, ingestionMs, payload.AsMemory(at, length));
                    at += length;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await snapshot.DisposeAsync();
            await connection.DisposeAsync();
        }

        private static int ReadLength(byte[] payload, ref int at)
        {
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = payload[at++];
                length |= (b & 0x7f) << shift;
                if (b < 0x80)
                    return length;
            }
        }
    }
}
