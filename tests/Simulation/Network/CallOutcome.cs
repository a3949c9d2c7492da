namespace StreamPulse.Simulation.Network;

/// <summary>What becomes of a call.</summary>
internal enum CallOutcome
{
    /// <summary>It is carried out and answered.</summary>
    Success,

    /// <summary>It is not carried out, and the caller is told of an outage.</summary>
    RequestLost,

    /// <summary>It is carried out, its response is lost, and the caller is told of an outage.</summary>
    ResponseLost,
}
