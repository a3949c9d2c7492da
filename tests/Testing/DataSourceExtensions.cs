using Npgsql;

namespace StreamPulse.Testing;

/// <summary>One-line statements for tests.</summary>
public static class DataSourceExtensions
{
    /// <summary>Runs a statement; returns the number of rows it changed.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlDataSource dataSource, string sql, params object[] parameters)
    {
        await using var command = Create(dataSource, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public static async Task<object?> ScalarAsync(this NpgsqlDataSource dataSource, string sql, params object[] parameters)
    {
        await using var command = Create(dataSource, sql, parameters);
        return await command.ExecuteScalarAsync();
    }

    private static NpgsqlCommand Create(NpgsqlDataSource dataSource, string sql, object[] parameters)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
