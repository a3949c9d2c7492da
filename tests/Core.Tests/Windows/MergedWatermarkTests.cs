using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Windows;

public sealed class MergedWatermarkTests
{
    private static readonly PipelineSettings Settings = new();
    private static readonly long T = new DateTimeOffset(2026, 1, 1, 12, 0, 30, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static PartitionProgress Active(int partition, long maxEventTime) => new(partition, PartitionPhase.Active, maxEventTime);

    private static long Next(
        long previous, ReadOnlySpan<PartitionProgress> partitions, long nowMs = long.MaxValue / 2, long? lastWindowStartMs = null)
        => MergedWatermark.Next(previous, partitions, new ClosingClock(nowMs, lastWindowStartMs), Settings);

    [Fact]
    public void IsTheMinimumOverActivePartitions()
        => Assert.Equal(T - 5_000, Next(Watermark.None, [Active(0, T + 9_000), Active(1, T)]));

    [Fact]
    public void AnActivePartitionWithoutEventsHoldsItBack()
        => Assert.Equal(Watermark.None, Next(Watermark.None, [Active(0, T), Active(1, Watermark.None)]));

    [Fact]
    public void AnIdlePartitionStepsAside()
        => Assert.Equal(
            T - 5_000, Next(Watermark.None, [Active(0, T), new(1, PartitionPhase.Idle, T - 600_000)]));

    [Fact]
    public void WhenAllAreIdleOrFinishedItMovesToTheEndOfTheLastWindowWithEvents()
        => Assert.Equal(T + 30_000,
            Next(
                Watermark.None, [new(0, PartitionPhase.Idle, T), new(1, PartitionPhase.Finished, T - 1)],
                lastWindowStartMs: T - 30_000));

    [Fact]
    public void WhenAllAreIdleItWaitsForTheEndOfThatWindow()
        => Assert.Equal(T + 10, Next(Watermark.None, [new(0, PartitionPhase.Idle, T)], T + 10, T - 30_000));

    [Fact]
    public void NoPartitionMovesItBeyondTheClock()
        => Assert.Equal(T - 5_000, Next(Watermark.None, [Active(0, T + 295_000)], T));

    [Fact]
    public void APartitionThatIsFarBehindDoesNotHoldItBack()
        => Assert.Equal(
            T + 1_000, Next(T, [Active(0, T + 6_000), Active(1, T - 86_400_000), Active(2, Watermark.None)]));

    [Fact]
    public void APartitionThatIsALittleBehindDoes()
        => Assert.Equal(T, Next(T, [Active(0, T + 60_000), Active(1, T - 60_000)]));

    [Fact]
    public void WithoutAnyEventThereIsNone()
        => Assert.Equal(Watermark.None, Next(Watermark.None, [new(0, PartitionPhase.Idle, Watermark.None)]));

    [Fact]
    public void ItNeverGoesBack()
        => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), steps =>
        {
            var watermark = Watermark.None;
            var times = new long[] { Watermark.None, Watermark.None, Watermark.None };
            foreach (var step in steps)
            {
                var partition = Math.Abs(step % 3);
                times[partition] = Math.Max(times[partition], T + step);
                var progress = times.Select((t, i) => new PartitionProgress(i, (PartitionPhase)(Math.Abs(step / 3 + i) % 3), t)).ToArray();
                var next = Next(watermark, progress);
                Assert.True(next >= watermark, $"went back from {watermark} to {next}");
                watermark = next;
            }
        }));
}
