using Microsoft.Extensions.Logging;
using StreamPulse.Hosting;

namespace StreamPulse.Gateway.Tests;

/// <summary>What an outage repeats is shown once, and then once a minute.</summary>
public sealed class RepeatedMessagesTests
{
    private const int Retried = 2113;
    private const int Other = 2204;

    private readonly Clock _clock = new();
    private readonly Lines _lines = new();

    [Fact]
    public void ARetryIsShownOnceAndThenOnceAMinuteWithTheNumberOfTheOthers()
    {
        using var loggers = Loggers();
        var logger = loggers.CreateLogger("pipeline");
        for (var i = 0; i < 100; i++)
            Warn(logger, Retried, $"Partition {i % 6} cannot read the log; retrying in {i * 0.1} s.");
        Assert.Equal(["Partition 0 cannot read the log; retrying in 0 s."], _lines.All);

        Warn(logger, Retried, "Partition 1 cannot read the log; retrying in 5 s. Another reason.");
        _clock.Now += TimeSpan.FromMinutes(1);
        Warn(logger, Retried, "Partition 5 cannot read the log; retrying in 7 s.");

        Assert.Equal(
            ["Partition 1 cannot read the log; retrying in 5 s. Another reason.",
             "Partition 5 cannot read the log; retrying in 7 s. (99 more messages like this since the last one that is shown.)"],
            _lines.All.Skip(1));
    }

    [Fact]
    public void WhatIsNoRetryIsAlwaysShown()
    {
        using var loggers = Loggers();
        for (var i = 0; i < 10; i++)
            Warn(loggers.CreateLogger("pipeline"), Other, $"Partition {i}: records were deleted.");

        Assert.Equal(10, _lines.All.Count);
    }

    private static void Warn(ILogger logger, int id, string text) => logger.Log(LogLevel.Warning, id, text, null, static (s, _) => s);

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
