namespace StreamPulse.Cli.Cluster;

/// <summary>
/// Ports of one silo. A silo that is started again keeps them: the others then know at once that the one before it is dead, and need not
/// find that out by asking it.
/// </summary>
/// <param name="Silo">For other silos.</param>
/// <param name="Gateway">For clients.</param>
/// <param name="Http">For health and dashboard.</param>
internal sealed record SiloPorts(int Silo, int Gateway, int Http)
{
    public static SiloPorts[] Choose(int silos)
        => [.. FreePorts.Choose(3 * silos).Chunk(3).Select(static p => new SiloPorts(p[0], p[1], p[2]))];
}
