using Microsoft.Extensions.Logging;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>What silos log, in a file, for whoever looks into a failed test.</summary>
internal sealed class FileLoggers(string path) : ILoggerProvider
{
    /// <summary>Environment variable with the path of the file.</summary>
    public const string Variable = "STREAMPULSE_TEST_SILO_LOG";

    private static readonly Lock Gate = new();

    public ILogger CreateLogger(string categoryName) => new FileLogger(path, categoryName);

    public void Dispose()
    {
        // Nothing is held open.
    }

    /// <summary>Appends a line.</summary>
    public static void Append(string path, string line)
    {
        lock (Gate)
            File.AppendAllText(path, line + Environment.NewLine);
    }

    private sealed class FileLogger(string path, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Append(
                    path,
                    $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {category} {formatter(state, exception)} {exception}");
            }
        }
    }
}
