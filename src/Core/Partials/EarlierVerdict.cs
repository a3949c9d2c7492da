namespace StreamPulse.Core.Partials;

/// <summary>What was found of a record when it was first read, and depends on more than the log.</summary>
public enum EarlierVerdict
{
    /// <summary>Nothing, or it is read for the first time.</summary>
    None,

    /// <summary>It was late for a window that was retired.</summary>
    Retired,

    /// <summary>Nobody knew its schema.</summary>
    UnknownSchema,
}
