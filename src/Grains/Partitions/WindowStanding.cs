namespace StreamPulse.Grains.Partitions;

/// <summary>What a partition knows of a window of its own.</summary>
internal enum WindowStanding
{
    /// <summary>Nobody has asked for rows: changes stay here.</summary>
    Open,

    /// <summary>The pipeline is closing it: changes are remembered until their rows are written.</summary>
    Closing,

    /// <summary>It is closed: changes must be in rows before they are in a checkpoint.</summary>
    Closed,
}
