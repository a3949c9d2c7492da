namespace StreamPulse.Core.Binary;

/// <summary>How reading a number ended.</summary>
public enum Leb128Result
{
    /// <summary>The number was read.</summary>
    Ok,

    /// <summary>The input ends before the number does.</summary>
    EndsWithin,

    /// <summary>The number has leading zeros.</summary>
    NotShortest,

    /// <summary>The number has more than 64 bits.</summary>
    TooLarge,
}
