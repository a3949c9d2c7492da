using System.Globalization;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>
/// Passes messages on to another provider, but the same warning only once a minute, and a few that differ in numbers only, such as a
/// partition, a port or the time of the next try. More of errors are shown, because each may be about something else; all others are.
/// </summary>
internal sealed class RepeatedMessageProvider(ILoggerProvider inner, TimeProvider time)
    : ILoggerProvider, ISupportExternalScope
{
    /// <summary>More different messages than this are not remembered.</summary>
    private const int MostMessages = 1_000;

    private const int MostWarnings = 3;
    private const int MostErrors = 20;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Category, int Event, string Text), Shown> _messages = [];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName), categoryName, this);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    /// <summary>How many were hidden since the last one that was shown; null if this one is to be hidden too.</summary>
    private int? Hidden(string category, EventId eventId, string text, int most)
    {
        var key = (category, eventId.Id, string.Concat(text.Where(static c => !char.IsAsciiDigit(c) && c is not ('.' or ':'))));
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_messages.TryGetValue(key, out var shown) || now - shown.Since >= Period)
            {
                if (shown is null && _messages.Count == MostMessages)
                    _messages.Clear();
                _messages[key] = new Shown(now, text);
                return shown?.Hidden ?? 0;
            }

            if (shown.Texts.Count < most && shown.Texts.Add(text))
                return 0;
            shown.Hidden++;
            return null;
        }
    }

    /// <summary>What was shown of a message since a time, each with other numbers, and how many were not.</summary>
    private sealed class Shown(DateTimeOffset since, string text)
    {
        public DateTimeOffset Since { get; } = since;

        public HashSet<string> Texts { get; } = [text];

        public int Hidden { get; set; }
    }

    private sealed class Logger(ILogger inner, string category, RepeatedMessageProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
                return;
            if (logLevel < LogLevel.Warning)
                inner.Log(logLevel, eventId, state, exception, formatter);
            else if (provider.Hidden(category, eventId, formatter(state, exception), MostOf(logLevel)) is { } hidden)
                inner.Log(logLevel, eventId, state, exception, hidden == 0 ? formatter : (s, e) => formatter(s, e) + Count(hidden));
        }

        private static int MostOf(LogLevel level) => level == LogLevel.Warning ? MostWarnings : MostErrors;

        private static string Count(int hidden)
            => string.Create(CultureInfo.InvariantCulture, $" ({hidden} more messages like this since the last one that is shown.)");
    }
}
