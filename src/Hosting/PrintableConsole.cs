using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace StreamPulse.Hosting;

/// <summary>The console as a place for log lines: as the framework writes them, with what comes from outside made safe.</summary>
public static class PrintableConsole
{
    /// <summary>Adds it, with the settings of the framework's simple console.</summary>
    public static ILoggingBuilder AddPrintableConsole(this ILoggingBuilder logging, Action<SimpleConsoleFormatterOptions>? configure = null)
    {
        logging.AddSimpleConsole(configure ?? (static _ => { }));
        var simple = logging.Services.Single(static s
            => s.ServiceType == typeof(ConsoleFormatter) && s.ImplementationType?.Name == "SimpleConsoleFormatter");
        logging.Services.Remove(simple);
        logging.Services.AddSingleton<ConsoleFormatter>(services
            => new Formatter((ConsoleFormatter)ActivatorUtilities.CreateInstance(services, simple.ImplementationType!)));
        return logging;
    }

    private sealed class Formatter(ConsoleFormatter inner) : ConsoleFormatter(inner.Name), IDisposable
    {
        /// <inheritdoc/>
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
            if (logEntry.Exception is { } exception)
                text = text + Environment.NewLine + exception;
            inner.Write(
                new LogEntry<string>(
                    logEntry.LogLevel, logEntry.Category, logEntry.EventId, PrintableText.Lines(text), null, static (line, _) => line),
                scopeProvider, textWriter);
        }

        /// <inheritdoc/>
        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
