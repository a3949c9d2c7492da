using Npgsql;

namespace StreamPulse.Storage.Commits;

/// <summary>A transaction and its connection. Rolled back when it is disposed of, unless it is committed.</summary>
internal sealed class BegunTransaction : IAsyncDisposable
{
    private BegunTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction)
        => (Connection, Transaction) = (connection, transaction);

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    public static async Task<BegunTransaction> BeginAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            return new BegunTransaction(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
