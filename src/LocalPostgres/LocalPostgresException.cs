namespace StreamPulse.LocalPostgres;

/// <summary>
/// A private cluster cannot be created or started. The message's first line says what to do; further lines are the end of PostgreSQL's own
/// log.
/// </summary>
public sealed class LocalPostgresException(LocalPostgresProblem problem, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public LocalPostgresProblem Problem { get; } = problem;
}
