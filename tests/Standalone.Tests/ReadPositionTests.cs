using StreamPulse.Log;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.Standalone.Tests;

/// <summary>Lag in records and in seconds.</summary>
public sealed class ReadPositionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ReadPosition _position = new(100, new StandingClock());

    [Fact]
    public void BehindIsMeasuredFromTheIngestionOfTheLastRecordTaken()
    {
        _position.EndsAt(500);
        Assert.Equal((400, null), (_position.LagRecords, _position.LagSeconds));

        _position.Took(200, Now.AddSeconds(-12.5).ToUnixTimeMilliseconds());
        Assert.Equal((300, 12.5), (_position.LagRecords, _position.LagSeconds));

        _position.Took(500, Now.AddSeconds(-3).ToUnixTimeMilliseconds());
        Assert.Equal((0, 0), (_position.LagRecords, _position.LagSeconds));
    }

    [Fact]
    public void AnIngestionTimeThatIsNotKnown_GivesNoSeconds()
    {
        _position.EndsAt(500);
        _position.Took(200, LogRecord.UnknownIngestionTimeMs);

        Assert.Null(_position.LagSeconds);
    }

    [Fact]
    public void AnEndThatIsOlderThanWhatWasReadChangesNothing()
    {
        _position.Took(300, Now.ToUnixTimeMilliseconds());
        _position.EndsAt(250);

        Assert.Equal((300, 0), (_position.EndOffset, _position.LagRecords));
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
