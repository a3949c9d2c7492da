using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Tests;

/// <summary>What the rig itself stands on.</summary>
public sealed class WorldTests
{
    private readonly World _world = new(7);

    [Fact]
    public void AKilledProcessGoesNoFurtherThanItsLastAwait()
    {
        var process = new SimulatedProcess(_world, 1, "p");
        var steps = Count(process);
        _world.RunUntil(() => steps() == 3, TimeSpan.FromMinutes(1));

        process.Kill();
        _world.RunUntil(() => false, TimeSpan.FromMinutes(1));

        Assert.Equal(3, steps());
    }

    [Fact]
    public void APausedProcessStandsStill_AndGoesOnAsIfNothingHadBeen()
    {
        var process = new SimulatedProcess(_world, 1, "p");
        var steps = Count(process);
        _world.RunUntil(() => steps() == 3, TimeSpan.FromMinutes(1));
        process.Pause();
        _world.RunUntil(() => false, TimeSpan.FromMinutes(1));
        Assert.Equal(3, steps());

        process.Continue();

        Assert.True(_world.RunUntil(() => steps() == 5, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void AJumpOfTheTimeOfDayDoesNotShiftDurations()
    {
        var process = new SimulatedProcess(_world, 1, "p");
        var (timestamp, now) = (process.Clock.GetTimestamp(), process.Clock.GetUtcNow());

        process.Clock.Jump(TimeSpan.FromHours(-2));

        Assert.Equal(timestamp, process.Clock.GetTimestamp());
        Assert.Equal(now.AddHours(-2), process.Clock.GetUtcNow());
    }

    [Fact]
    public void AContinuationThatLeavesTheThreadIsAnErrorAndNotAChance()
    {
        var process = new SimulatedProcess(_world, 1, "p");
        var outside = new TaskCompletionSource();
        process.Start(async () => await outside.Task);
        _world.RunUntil(() => false, TimeSpan.FromSeconds(1));

        var thread = new Thread(outside.SetResult);
        thread.Start();
        thread.Join();

        var e = Assert.Throws<InvalidOperationException>(() => _world.RunUntil(() => false, TimeSpan.FromSeconds(1)));
        Assert.Contains("left the world", e.Message, StringComparison.Ordinal);
    }

    private static Func<int> Count(SimulatedProcess process)
    {
        var steps = 0;
        process.Start(async () =>
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), process.Clock);
                steps++;
            }
        });
        return () => steps;
    }
}
