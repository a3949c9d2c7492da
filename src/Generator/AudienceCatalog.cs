using StreamPulse.Core.Events;

namespace StreamPulse.Generator;

/// <summary>Where and with which device users download: every combination is made once, so that events share it.</summary>
internal sealed class AudienceCatalog
{
    private readonly AliasTable _devices = new([.. GeneratorCatalog.Devices.Select(device => device.Share)]);

    /// <summary>By region, city, device and connection.</summary>
    private readonly Audience[][][][] _audiences =
        [.. GeneratorCatalog.Places.Select((place, region) => place.Cities.Select(city => GeneratorCatalog.Devices
            .Select(device => device.Connections.Select(connection => Make(region, city, device.Device, device.OsVersion, connection))
                .ToArray())
            .ToArray()).ToArray())];

    /// <summary>One combination; takes five draws.</summary>
    public Audience Next(ref Xoshiro256 random)
    {
        var cities = _audiences[random.NextBelow((ulong)_audiences.Length)];
        var devices = cities[random.NextBelow((ulong)cities.Length)];
        var connections = devices[_devices.Next(ref random)];
        return connections[random.NextBelow((ulong)connections.Length)];
    }

    private static Audience Make(int regionIndex, string city, string device, string osVersion, string connection)
    {
        var region = GeneratorCatalog.Places[regionIndex].Region;
        var (min, max) = GeneratorCatalog.SpeedRange(connection);
        return new Audience(new UserContextInfo(region, city, device, osVersion, connection), regionIndex, min, max);
    }
}
