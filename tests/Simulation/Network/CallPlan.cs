namespace StreamPulse.Simulation.Network;

/// <summary>How a call to the log or the store will go.</summary>
/// <param name="RequestDelay">Until it arrives.</param>
/// <param name="ResponseDelay">From there until the caller knows.</param>
internal readonly record struct CallPlan(CallOutcome Outcome, TimeSpan RequestDelay, TimeSpan ResponseDelay);
