namespace StreamPulse.Core.Accumulators;

/// <summary>What the downloads of a window are grouped by. The numbers are part of the stored format.</summary>
public enum AccumulatorKind : byte
{
    /// <summary>Key: content_id.</summary>
    Content = 0,

    /// <summary>Key: region.</summary>
    Region = 1,

    /// <summary>Key: device, U+0000, os_version (no event's text holds U+0000).</summary>
    Device = 2,
}
