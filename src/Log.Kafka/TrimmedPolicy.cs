namespace StreamPulse.Log.Kafka;

/// <summary>What happens when the broker no longer has the records that the checkpoint says come next (its retention was shorter than our absence).</summary>
public enum TrimmedPolicy
{
    /// <summary>Stop and say so. Nothing is lost that is not lost already, and somebody decides.</summary>
    Stop,

    /// <summary>Go on from the earliest record there is; the gap is recorded, counted and shown.</summary>
    SkipToEarliest,
}
