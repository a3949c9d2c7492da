using Microsoft.Extensions.Logging;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.DeterministicSimulation.Engine;

/// <summary>The engine's messages as lines of the trace.</summary>
internal sealed class TraceLogger(World world, string actor) : ILogger<PipelineEngine>
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => world.Note(actor, $"says: {formatter(state, exception)}");
}
