using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Closing;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Tests;

/// <summary>When rounds of closing run, on a clock that the tests move.</summary>
public sealed class RoundScheduleTests
{
    private static readonly PipelineOptions Options = new();

    private readonly ManualClock _clock = new();
    private readonly PartitionPoll _poll;
    private readonly RoundSchedule _schedule;

    public RoundScheduleTests()
    {
        _poll = new PartitionPoll(new EmptyLog(), static _ => Task.CompletedTask, Options, _clock, NullLogger.Instance);
        _schedule = new RoundSchedule(_poll, Options, _clock);
    }

    [Fact]
    public void TheFirstRound_IsDueAtOnce() => Assert.Equal(TimeSpan.Zero, _schedule.UntilNext);

    [Fact]
    public async Task WhenNothingHappens_TheNextRoundRuns_WhenTheLogIsToBeAsked()
    {
        await RoundAsync(hasMore: false);
        Assert.Equal(Options.PartitionPoll, _schedule.UntilNext);

        Pass(Options.PartitionPoll);
        Assert.Equal(TimeSpan.Zero, _schedule.UntilNext);
    }

    [Fact]
    public async Task News_IsTakenInAtOnce_ButNotSoonerThanTheProgressIntervalAfterTheLastRound()
    {
        await RoundAsync(hasMore: false);
        _schedule.NoteNews();
        Assert.Equal(Options.ProgressInterval, _schedule.UntilNext);

        Pass(Options.ProgressInterval);
        Assert.Equal(TimeSpan.Zero, _schedule.UntilNext);

        await RoundAsync(hasMore: false);
        Pass(Options.PartitionPoll / 2);
        _schedule.NoteNews();
        Assert.Equal(TimeSpan.Zero, _schedule.UntilNext);
    }

    [Fact]
    public async Task NewsDuringARound_LeadsToAnotherOne()
    {
        _schedule.NoteBegun();
        _schedule.NoteNews();
        await _poll.RefreshAsync(now: true, new Dictionary<int, PartitionReport>(), default);
        _schedule.NoteEnded(hasMore: false, isSettled: false);
        Assert.Equal(Options.ProgressInterval, _schedule.UntilNext);

        Pass(Options.ProgressInterval);
        await RoundAsync(hasMore: false);
        Assert.Equal(Options.PartitionPoll, _schedule.UntilNext);
    }

    [Fact]
    public async Task ARoundThatLeftSomethingToDo_IsFollowedByAnotherOne()
    {
        await RoundAsync(hasMore: true);
        Assert.Equal(Options.ProgressInterval, _schedule.UntilNext);
    }

    [Fact]
    public void ARoundThatFailed_IsRepeatedAfterAPause_WhateverPartitionsTell()
    {
        _schedule.NoteBegun();
        _schedule.NoteFailed();
        var pause = _schedule.UntilNext;
        Assert.True(pause > Options.ProgressInterval && pause < Options.PartitionPoll);

        _schedule.NoteNews();
        Assert.Equal(pause, _schedule.UntilNext);

        Pass(pause);
        Assert.Equal(TimeSpan.Zero, _schedule.UntilNext);
    }

    [Fact]
    public async Task WhenNothingIsLeftToDo_TheLogIsReadAFifthAsOften_UntilAPartitionHasNews()
    {
        await RoundAsync(hasMore: false, isSettled: true);
        Assert.Equal(5 * Options.PartitionPoll, _schedule.UntilNext);

        _schedule.NoteNews();
        Assert.Equal(Options.ProgressInterval, _schedule.UntilNext);
        Pass(Options.ProgressInterval);
        await RoundAsync(hasMore: false);
        Assert.Equal(Options.PartitionPoll, _schedule.UntilNext);
    }

    private async Task RoundAsync(bool hasMore, bool isSettled = false)
    {
        _schedule.NoteBegun();
        await _poll.RefreshAsync(now: true, new Dictionary<int, PartitionReport>(), default);
        _schedule.NoteEnded(hasMore, isSettled);
    }

    private void Pass(TimeSpan time) => _clock.Advance(time);
}
