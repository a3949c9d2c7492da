using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Ingest;

/// <summary>Ids that no other request can claim until this ends. Disposed without <see cref="CommitAsync"/>, they are released.</summary>
public sealed class IngestClaim : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly SemaphoreSlim _places;
    private readonly IReadOnlySet<Guid>? _fresh;

    internal IngestClaim(NpgsqlConnection connection, NpgsqlTransaction transaction, SemaphoreSlim places, IReadOnlySet<Guid>? fresh)
        => (_connection, _transaction, _places, _fresh) = (connection, transaction, places, fresh);

    /// <summary>Whether none of the ids was known.</summary>
    public bool IsAll => _fresh is null;

    /// <summary>Whether the id, one of those that were claimed, was not known.</summary>
    public bool IsNew(Guid id) => _fresh?.Contains(id) ?? true;

    /// <summary>Makes the ids known. To be called once their events are durably in the log.</summary>
    /// <exception cref="StoreUnavailableException">Whether they are known now is not known.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("The ids of accepted events could not be stored", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.DisposeAsync(); // rolls back what is not committed
        }
        finally
        {
            _places.Release();
        }
    }
}
