using Npgsql;

namespace StreamPulse.Storage.Restore;

/// <summary>Which engine owns the database: every start takes the next number, and what an older one sends is refused.</summary>
internal static class EngineTerm
{
    /// <summary>
    /// Takes the next term. Waits for a commit under way; what is read after this holds that commit, and no later one of an older engine.
    /// </summary>
    public static async Task<long> ClaimAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE pipeline_state SET engine_term = engine_term + 1 RETURNING engine_term", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Whether the term is the latest one; it stays so until the transaction ends. Always true for none.</summary>
    public static async Task<bool> IsCurrentAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long? term, CancellationToken cancellationToken)
    {
        if (term is not { } number)
            return true;
        await using var command = new NpgsqlCommand(
            "SELECT engine_term FROM pipeline_state WHERE engine_term = $1 FOR UPDATE", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
