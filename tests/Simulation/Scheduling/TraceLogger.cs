using Microsoft.Extensions.Logging;

namespace StreamPulse.Simulation.Scheduling;

/// <summary>Log messages as lines of the trace.</summary>
internal class TraceLogger(World world, string actor) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => world.Note(actor, $"says: {formatter(state, exception)}");
}

/// <summary>The same for a class that asks for its own.</summary>
internal sealed class TraceLogger<T>(World world, string actor) : TraceLogger(world, actor), ILogger<T>;
