namespace StreamPulse.Storage.Queries;

/// <summary>Limits on a single query.</summary>
public sealed class StoredResultsOptions
{
    /// <summary>
    /// PostgreSQL ends a statement that takes longer (its statement_timeout); the query then fails as unavailable. From 10 ms to 10 min.
    /// </summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How much longer than <see cref="StatementTimeout"/> a query may take altogether: waiting for a connection, opening one, the network.
    /// From 10 ms to 1 min.
    /// </summary>
    public TimeSpan ConnectionAllowance { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Throws when a value is out of its range, naming it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first value that is.</exception>
    public void Validate()
    {
        Require(nameof(StatementTimeout), StatementTimeout, TimeSpan.FromMinutes(10));
        Require(nameof(ConnectionAllowance), ConnectionAllowance, TimeSpan.FromMinutes(1));
    }

    private static void Require(string name, TimeSpan value, TimeSpan maximum)
    {
        if (value < TimeSpan.FromMilliseconds(10) || value > maximum)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; allowed is 00:00:00.010 to {maximum}.");
    }
}
