namespace StreamPulse.Streaming;

/// <summary>Where a partition is read and consumed. Every silo that sees the same members computes the same home.</summary>
public static class PartitionHome
{
    /// <summary>The silo at position (partition modulo number of silos) of the silos in order; null where there are none.</summary>
    public static SiloAddress? Of(int partition, IEnumerable<SiloAddress> activeSilos)
    {
        var silos = activeSilos.Order().ToArray();
        return silos.Length == 0 ? null : silos[partition % silos.Length];
    }
}
