using StreamPulse.Chaos.Faults;
using StreamPulse.Testing;

namespace StreamPulse.Chaos.Tests;

/// <summary>A short run of the rig: each kind of fault that needs no rights of its own, and some by chance.</summary>
public sealed class ShortRunTests
{
    [Theory]
    [InlineData(1, false, 10_000)]
    [InlineData(1, true, 5_000)]
    [InlineData(2, false, 10_000)]
    public async Task FaultsWhileEventsFlow_NothingIsLost_AndNoRowDiffers(int ups, bool isKafka, long events)
    {
        var directory = TestDirectory.Create();
        try
        {
            var said = new List<string>();
            var report = await new ChaosRun(
                new ChaosOptions
                {
                    Directory = directory,
                    Ups = ups,
                    IsKafka = isKafka,
                    Events = events,
                    Faults = 6,
                    Rate = 400,
                    Seed = 20261121,
                    LongestPause = TimeSpan.FromSeconds(1),
                    Only = [.. FaultCatalog.Keys.Except(["fast"])], // whose windows close minutes later
                },
                said.Add).RunAsync();

            Assert.True(report.IsSound, $"{report}{Environment.NewLine}{string.Join(Environment.NewLine, said)}");
            Assert.Equal(6, report.Faults.Count);
            Assert.Superset(
                new HashSet<string> { "kill -9", "SIGSTOP, SIGCONT", "PostgreSQL stopped immediate", "connections cut" },
                report.Faults.Select(static f => f.Name).ToHashSet());
            Assert.Equal(isKafka, report.Faults.Any(static f => f.Name == "broker away"));
            Assert.True(report.Starts > ups, "Nothing was started again.");
            Assert.Equal(report.Records, report.Counted + report.Late + report.DeadLettered);
            Assert.True(report.Records >= events);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
