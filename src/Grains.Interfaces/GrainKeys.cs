namespace StreamPulse.Grains.Interfaces;

/// <summary>Keys of grains that are kept by region, as text; docs/CLUSTER.md has the table.</summary>
public static class GrainKeys
{
    private const string RegionPrefix = "r:";

    /// <summary>"r:" and the region.</summary>
    public static string OfRegion(string region) => RegionPrefix + region;

    /// <summary>The region that <see cref="OfRegion"/> was asked for.</summary>
    public static string RegionOf(string grainKey) => grainKey[RegionPrefix.Length..];
}
