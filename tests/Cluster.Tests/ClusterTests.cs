using System.Diagnostics;
using StreamPulse.Cli.Tests;
using StreamPulse.Hosting;

namespace StreamPulse.Cluster.Tests;

/// <summary>A cluster of real processes, as people start it.</summary>
public sealed class ClusterTests
{
    private const int Events = 10_000;
    private const string End = "2026-01-01T00:30:00Z";

    [Fact]
    public async Task ASiloKilledHard_IsStartedAgain_NoRowIsWrong_AndAStopLeavesNothingBehind()
    {
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 2))
        {
            var killed = cluster.ProcessOf(1);
            Process.GetProcessById(killed).Kill();
            await cluster.WaitSaidAsync($"silo 1 (process {killed}) ended with exit code 137; starting it again");
            await cluster.WaitSaidAsync("silo 1 runs again as process ");
            await GenerateAsync(instance); // the same again: the new silo has work too
            await PipelineFigures.WaitForAllAsync(cluster.Address, 2 * Events, 2 * Events, End);

            Assert.Equal(0, await cluster.StopAsync());
            Assert.Equal(4, cluster.Children.Count); // a gateway, two silos, and the one that came after
            Assert.DoesNotContain(cluster.Children, ClusterProcess.IsRunning);
            Assert.False(File.Exists(Path.Combine(instance.Path, "data", "postmaster.pid")), "PostgreSQL still runs.");
        }

        var report = await PipelineFigures.VerifyAsync(instance);
        Assert.Equal(2 * Events, report.GetProperty("records").GetInt64());
        Assert.Equal(2 * Events, report.GetProperty("counted").GetInt64() + report.GetProperty("late").GetInt64());
    }

    [Fact]
    public async Task AllSilosRestartedOneAfterTheOtherWhileEventsFlow_NothingDiffers()
    {
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 2))
        {
            for (var silo = 1; silo <= 2; silo++)
            {
                var generating = GenerateAsync(instance);
                await cluster.ReplaceAsync(cluster.ProcessOf(silo), "TERM");
                await generating;
            }

            await PipelineFigures.WaitForAllAsync(cluster.Address, 3 * Events, 3 * Events, End);
            Assert.DoesNotContain("did not stop within", cluster.Error, StringComparison.Ordinal);
            Assert.Equal(0, await cluster.StopAsync());
        }

        Assert.Equal(3 * Events, (await PipelineFigures.VerifyAsync(instance)).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task WhenTheVerbIsKilledHard_ItsChildrenStop_AndWhenAllAreTheNextOneComesUpAllTheSame()
    {
        await using var instance = new InstanceDirectory();
        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 1))
        {
            Assert.All(cluster.Children, static child => Assert.True(ClusterProcess.IsRunning(child)));
            await cluster.KillAsync();
            await cluster.WaitNoChildAsync();
        }

        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 2))
        {
            await cluster.KillAsync();
            cluster.KillChildren(); // the membership table still calls them living
            await cluster.WaitNoChildAsync();
        }

        await using var next = await ClusterProcess.StartAsync(instance, silos: 2);
        Assert.Equal(0, await next.StopAsync());
    }

    [Fact]
    public async Task WhenTheVerbIsKilledHard_AnotherOneOnTheSamePort_NeedNotWaitForItsChildren()
    {
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        var port = FreePorts.Choose(1)[0];
        await using (var killed = await ClusterProcess.StartOnAsync(instance, silos: 2, port))
        {
            await killed.KillAsync();
            await using var next = await ClusterProcess.StartOnAsync(instance, silos: 2, port);
            Assert.Equal(port, next.Address.Port);
            await killed.WaitNoChildAsync();
            await PipelineFigures.WaitForAllAsync(next.Address, Events, Events, End);
            Assert.Equal(0, await next.StopAsync());
        }

        Assert.Equal(Events, (await PipelineFigures.VerifyAsync(instance)).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task UpBesideACluster_Joins_AndGoesOnAloneWhenTheClusterHasStopped()
    {
        await using var instance = new InstanceDirectory();
        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 2))
        await using (var up = CliProcess.Start(instance.Path, ClusterProcess.Quick, "up", "--port", "0"))
        {
            var address = await up.WaitUpAsync();
            Assert.Contains("joined     a running pipeline; silos before this one: 2", up.Output, StringComparison.Ordinal);
            Assert.Contains("events     none generated", up.Output, StringComparison.Ordinal);
            await GenerateAsync(instance);
            await PipelineFigures.WaitForAllAsync(cluster.Address, Events, Events, End);
            await PipelineFigures.WaitForAllAsync(address, Events, Events, End);

            Assert.Equal(0, await cluster.StopAsync());
            await GenerateAsync(instance);
            await PipelineFigures.WaitForAllAsync(address, 2 * Events, 2 * Events, End);
            Assert.Equal(0, await up.StopAsync());
        }

        Assert.Equal(2 * Events, (await PipelineFigures.VerifyAsync(instance)).GetProperty("records").GetInt64());
    }

    private static async Task GenerateAsync(InstanceDirectory instance)
    {
        var generated = await CliProcess.RunAsync(
            instance.Path, ["generate", "--events", "10000", "--rate", "50", "--contents", "30", "--out-of-order", "0.1"]);
        Assert.True(generated.Code == 0, generated.Error);
    }
}
