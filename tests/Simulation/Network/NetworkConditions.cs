using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Network;

/// <summary>How reliable the way to the log or the store is just now; the fault injector changes it.</summary>
internal sealed class NetworkConditions(SeededRandom random)
{
    private static readonly TimeSpan UsualLatency = TimeSpan.FromMilliseconds(2);

    /// <summary>Share of calls that fail before they do anything.</summary>
    public double RequestLossRate { get; set; }

    /// <summary>Share of calls that are carried out and whose response is lost.</summary>
    public double ResponseLossRate { get; set; }

    /// <summary>Nothing answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>Longest time that a request or a response takes.</summary>
    public TimeSpan MaxLatency { get; set; } = UsualLatency;

    /// <summary>No more faults.</summary>
    public void Reset() => (RequestLossRate, ResponseLossRate, IsDown, MaxLatency) = (0, 0, false, UsualLatency);

    /// <summary>Decides what becomes of the next call.</summary>
    public CallPlan PlanCall()
    {
        var (request, response) = (random.Between(TimeSpan.Zero, MaxLatency), random.Between(TimeSpan.Zero, MaxLatency));
        var (isRequestLost, isResponseLost) = (random.Chance(RequestLossRate), random.Chance(ResponseLossRate));
        return new CallPlan(
            IsDown || isRequestLost ? CallOutcome.RequestLost : isResponseLost ? CallOutcome.ResponseLost : CallOutcome.Success, request,
            response);
    }
}
