using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Cluster;

/// <summary>One call of a store to the database.</summary>
internal static class StoreCall
{
    /// <summary>
    /// Runs the work on a connection, outside the caller's scheduler; an outage becomes a <see cref="StoreUnavailableException"/>.
    /// </summary>
    public static async Task<T> RunAsync<T>(
        NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("PostgreSQL is not available", e);
        }
    }

    /// <summary>The rows of a query.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Window starts as a parameter.</summary>
    public static NpgsqlParameter<DateTime[]> Starts(IEnumerable<long> windowStartsMs)
        => new() { TypedValue = [.. windowStartsMs.Select(UnixTime.ToUtc)] };
}
