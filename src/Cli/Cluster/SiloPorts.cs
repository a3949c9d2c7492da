namespace StreamPulse.Cli.Cluster;

/// <summary>
/// Ports of one silo. A restarted silo keeps them: the other silos then know immediately that its predecessor is dead, without probing it.
/// </summary>
/// <param name="Silo">Port for other silos.</param>
/// <param name="Gateway">Port for clients.</param>
/// <param name="Http">Port for health and dashboard.</param>
internal sealed record SiloPorts(int Silo, int Gateway, int Http)
{
    public static SiloPorts[] Choose(int silos)
        => [.. FreePorts.Choose(3 * silos).Chunk(3).Select(static p => new SiloPorts(p[0], p[1], p[2]))];
}
