namespace StreamPulse.Standalone.Engine;

/// <summary>What the engine does when the log no longer has the records that the checkpoint says come next.</summary>
public enum TrimmedLogPolicy
{
    /// <summary>Stop and say so. Nothing is lost that is not lost already, and somebody decides.</summary>
    Stop,

    /// <summary>Go on from the earliest record there is. The gap is recorded in <c>log_gaps</c>, counted and shown.</summary>
    SkipToEarliest,
}
