using Microsoft.Extensions.Logging;
using StreamPulse.Hosting;

namespace StreamPulse.Gateway.Tests;

/// <summary>What an outage repeats is shown once, and then once a minute.</summary>
public sealed class RepeatedMessagesTests
{
    private readonly Clock _clock = new();
    private readonly Lines _lines = new();

    [Fact]
    public void AWarningIsShownAFewTimesAndThenOnceAMinuteWithTheNumberOfTheOthers()
    {
        using var loggers = Loggers();
        var logger = loggers.CreateLogger("pipeline");
        for (var i = 0; i < 100; i++)
            Log(logger, LogLevel.Warning, 1, $"Partition {i % 6} cannot read the log; retrying in {i % 2}.5 s.");
        Assert.Equal(
            Enumerable.Range(0, 3).Select(static i => $"Partition {i} cannot read the log; retrying in {i % 2}.5 s."), _lines.All);

        // Another text, event or category is another message.
        Log(logger, LogLevel.Warning, 1, "Partition 1 cannot read the log; retrying in 5 s. Another reason.");
        Log(logger, LogLevel.Warning, 2, "Partition 1 cannot read the log; retrying in 5 s.");
        Log(loggers.CreateLogger("other"), LogLevel.Warning, 1, "Partition 1 cannot read the log; retrying in 5 s.");
        Assert.Equal(6, _lines.All.Count);
        _clock.Now += TimeSpan.FromMinutes(1);
        Log(logger, LogLevel.Warning, 1, "Partition 5 cannot read the log; retrying in 7 s.");

        Assert.Equal(
            "Partition 5 cannot read the log; retrying in 7 s. (97 more messages like this since the last one that is shown.)",
            _lines.All[^1]);
    }

    [Fact]
    public void MoreErrorsAreShown_TheSameOneOnce_AndAllThatIsNoWarning()
    {
        using var loggers = Loggers();
        var logger = loggers.CreateLogger("pipeline");
        for (var i = 0; i < 100; i++)
            Log(logger, LogLevel.Error, 1, $"Partition {i % 30}: records were deleted.");
        Assert.Equal(20, _lines.All.Count);

        for (var i = 0; i < 10; i++)
            Log(logger, LogLevel.Information, 2, "It works again.");
        Assert.Equal(30, _lines.All.Count);
    }

    private static void Log(ILogger logger, LogLevel level, int id, string text) => logger.Log(level, id, text, null, static (s, _) => s);

    private ILoggerFactory Loggers() => LoggerFactory.Create(logging => logging.AddProvider(_lines).ShowRepeatedOnceAMinute(_clock));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => All.Add(formatter(state, exception));

        public void Dispose()
        {
            // nothing to release
        }
    }
}
