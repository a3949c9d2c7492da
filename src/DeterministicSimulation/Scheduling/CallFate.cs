namespace StreamPulse.DeterministicSimulation.Scheduling;

/// <summary>How a call from a process goes.</summary>
/// <param name="There">Until it arrives.</param>
/// <param name="Back">From there until the caller knows.</param>
internal readonly record struct CallFate(CallOutcome Kind, TimeSpan There, TimeSpan Back);

/// <summary>What becomes of a call.</summary>
internal enum CallOutcome
{
    /// <summary>It is carried out and answered.</summary>
    Works,

    /// <summary>It never arrives, and the caller is told of an outage.</summary>
    FailsBefore,

    /// <summary>It is carried out, its answer is lost, and the caller is told of an outage.</summary>
    FailsAfter,
}
