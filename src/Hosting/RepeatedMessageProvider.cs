using System.Globalization;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>
/// Passes messages on to another provider, but those of some events only once a minute. Messages are the same if they differ in numbers
/// only, such as a partition, a port or the time of the next try.
/// </summary>
internal sealed class RepeatedMessageProvider(ILoggerProvider inner, IReadOnlySet<int> events, TimeProvider time)
    : ILoggerProvider, ISupportExternalScope
{
    /// <summary>More different messages than this are not remembered.</summary>
    private const int MostMessages = 1_000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Event, string Text), (DateTimeOffset ShownAt, int Hidden)> _messages = [];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName), this);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    /// <summary>How many were hidden since the last one that was shown; null if this one is to be hidden too.</summary>
    private int? Hidden(int eventId, string text)
    {
        var key = (eventId, string.Concat(text.Where(static c => !char.IsAsciiDigit(c) && c is not ('.' or ':'))));
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var isKnown = _messages.TryGetValue(key, out var message);
            if (isKnown && now - message.ShownAt < Period)
            {
                _messages[key] = message with { Hidden = message.Hidden + 1 };
                return null;
            }

            if (!isKnown && _messages.Count == MostMessages)
                _messages.Clear();
            _messages[key] = (now, 0);
            return message.Hidden;
        }
    }

    private sealed class Logger(ILogger inner, RepeatedMessageProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!provider.IsRepeated(eventId))
                inner.Log(logLevel, eventId, state, exception, formatter);
            else if (inner.IsEnabled(logLevel) && provider.Hidden(eventId.Id, formatter(state, exception)) is { } hidden)
                inner.Log(logLevel, eventId, state, exception, hidden == 0 ? formatter : (s, e) => formatter(s, e) + Count(hidden));
        }

        private static string Count(int hidden)
            => string.Create(CultureInfo.InvariantCulture, $" ({hidden} more messages like this since the last one that is shown.)");
    }

    private bool IsRepeated(EventId eventId) => events.Contains(eventId.Id);
}
