using Npgsql;

namespace StreamPulse.Bench.Sql;

/// <summary>One table of the engine beside the same made by PostgreSQL from the same events.</summary>
/// <param name="Table">The engine's table.</param>
/// <param name="Rows">Rows in either.</param>
/// <param name="Differences">Rows of which a value is not equal, or an estimate beyond its stated error.</param>
/// <param name="UsersErrorRms">Root mean square of the relative error of unique_users; null where there are none.</param>
internal sealed record SqlComparison(string Table, long Rows, long Differences, double? UsersErrorRms)
{
    /// <summary>Compares all three. Reads the events again, for the exact percentiles.</summary>
    public static async Task<IReadOnlyList<SqlComparison>> RunAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using (var compare =
            new NpgsqlCommand("SET work_mem = '256MB'; SET jit = off;" + Statement.Read("compare"), connection) { CommandTimeout = 0 })
        {
            await compare.ExecuteNonQueryAsync();
        }

        await using var command =
            new NpgsqlCommand("SELECT compared, rows, differences, users_error_rms FROM comparison ORDER BY 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var compared = new List<SqlComparison>();
        while (await reader.ReadAsync())
        {
            compared.Add(new SqlComparison(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetDouble(3)));
        }

        return compared;
    }
}
