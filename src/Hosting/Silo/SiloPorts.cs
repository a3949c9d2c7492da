namespace StreamPulse.Hosting.Silo;

/// <summary>
/// Ports of one silo. If a restarted silo keeps them, the other silos know that its predecessor is dead.
/// </summary>
/// <param name="Silo">Port for other silos.</param>
/// <param name="Gateway">Port for gateways.</param>
/// <param name="Health">Port of the health endpoints and the dashboard; 0 picks a free one when it starts.</param>
public sealed record SiloPorts(int Silo, int Gateway, int Health)
{
    /// <summary>The ports of the options; those of the silo program where they name none.</summary>
    public static SiloPorts OfProgram(StreamPulseOptions options)
        => Of(options, options.SiloPort ?? 11111, options.GatewayPort ?? 30000, options.HealthPort ?? 8081);

    /// <summary>The ports of the options; free ones where they name none.</summary>
    public static SiloPorts OfUp(StreamPulseOptions options)
        => Of(options, options.SiloPort ?? 0, options.GatewayPort ?? 0, options.HealthPort ?? 0);

    /// <summary>Free ports for some silos on this machine.</summary>
    public static SiloPorts[] Choose(int silos)
        => [.. FreePorts.Choose(3 * silos).Chunk(3).Select(static p => new SiloPorts(p[0], p[1], p[2]))];

    private static SiloPorts Of(StreamPulseOptions options, int silo, int gateway, int health)
    {
        var free = FreePorts.Choose(2, System.Net.IPAddress.Parse(options.SiloAddress));
        return new SiloPorts(silo == 0 ? free[0] : silo, gateway == 0 ? free[1] : gateway, health);
    }
}
