using StreamPulse.Core.Results;
using StreamPulse.Pipeline.Live;
using StreamPulse.Simulation.Recount;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Cluster;

/// <summary>A process that is no member of the cluster: it asks for live answers again and again, and each of them is checked.</summary>
internal sealed class SimulatedGateway(SimulatedCluster cluster, SimulatedProcess process)
{
    private readonly SeededRandom _random = cluster.World.Random.Fork();
    private readonly LiveComparison _comparison = new(cluster.World, cluster.Log, cluster.Store.State, cluster.Scenario.Settings);

    public SimulatedProcess Process => process;

    /// <summary>The last answer; null before the first.</summary>
    public LiveSnapshot? Last { get; private set; }

    /// <summary>Begins to ask.</summary>
    public void Begin() => process.Start(RunAsync);

    private async Task RunAsync()
    {
        var live = new LiveOperator(new SimulatedLivePeer(cluster), cluster.Scenario.Settings, process.Clock);
        while (true)
        {
            await Task.Delay(_random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(600)), process.Clock);
            try
            {
                Last = await live.GetAsync(CancellationToken.None);
                cluster.LiveAnswers++;
                _comparison.Check(process.Name, Last, live.Offsets);
            }
            catch (Exception e) when (e is TimeoutException or LiveStateUnavailableException)
            {
                cluster.World.Note(process.Name, $"no live answer: {e.Message}");
            }
            catch (Exception e)
            {
                cluster.World.Violate(process.Name, $"a live answer failed with {e.GetType().Name}: {e.Message}");
                return;
            }
        }
    }
}
