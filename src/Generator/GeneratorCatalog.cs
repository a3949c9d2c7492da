using StreamPulse.Core.Events;

namespace StreamPulse.Generator;

/// <summary>Names and shares of the generated service. What a seed gives depends on their order: append, never reorder.</summary>
public static class GeneratorCatalog
{
    /// <summary>Regions with their cities; first, because the others are made from it.</summary>
    internal static IReadOnlyList<(string Region, string[] Cities)> Places { get; } =
    [
        ("US-California", ["Los Angeles", "San Francisco", "San Diego"]),
        ("US-Texas", ["Houston", "Austin", "Dallas"]),
        ("US-NewYork", ["New York", "Buffalo", "Albany"]),
        ("EU-London", ["London", "Croydon", "Watford"]),
        ("EU-Paris", ["Paris", "Versailles", "Créteil"]),
        ("EU-Berlin", ["Berlin", "Potsdam", "Bernau"]),
        ("ASIA-Tokyo", ["Tokyo", "Yokohama", "Chiba"]),
        ("ASIA-Seoul", ["Seoul", "Incheon", "Suwon"]),
        ("ASIA-Mumbai", ["Mumbai", "Thane", "Pune"]),
    ];

    /// <summary>The regions of the default traffic, equally busy.</summary>
    public static IReadOnlyList<string> Regions { get; } = [.. Places.Select(place => place.Region)];

    /// <summary>The contents of the default options with their shares of all downloads.</summary>
    internal static IReadOnlyList<(ContentInfo Content, double Share)> DefaultContents { get; } =
    [
        (new ContentInfo("mov_avengers_2", "Avengers 2", "movie", "action", 4_500, 19.99f), 0.50),
        (new ContentInfo("mov_taylor_swift", "Taylor Swift: The Concert", "music_doc", "music", 3_200, 14.99f), 0.30),
        (new ContentInfo("mov_batman", "Batman", "movie", "action", 4_100, 17.99f), 0.15),
        (new ContentInfo("mov_barbie_2", "Barbie 2", "movie", "comedy", 3_800, 16.99f), 0.05),
    ];

    /// <summary>Devices with their shares and the connections that each chooses from evenly.</summary>
    internal static IReadOnlyList<(string Device, string OsVersion, double Share, string[] Connections)> Devices { get; } =
    [
        ("iPhone 15", "iOS 17.4", 0.18, ["wifi", "5g", "4g"]),
        ("iPhone 13", "iOS 16.7", 0.10, ["wifi", "5g", "4g"]),
        ("Samsung Galaxy S24", "Android 14", 0.16, ["wifi", "5g", "4g"]),
        ("Google Pixel 8", "Android 14", 0.08, ["wifi", "5g", "4g"]),
        ("iPad Pro", "iPadOS 17.4", 0.09, ["wifi"]),
        ("MacBook Pro", "macOS 14.4", 0.10, ["wifi", "ethernet"]),
        ("Windows PC", "Windows 11", 0.17, ["wifi", "ethernet"]),
        ("Smart TV", "Tizen 8", 0.12, ["wifi", "ethernet"]),
    ];

    /// <summary>Errors with their shares of all failures.</summary>
    internal static IReadOnlyList<(string Code, string Message, double Share)> Errors { get; } =
    [
        ("network_timeout", "The connection timed out.", 0.35),
        ("connection_reset", "The connection was closed by the other side.", 0.20),
        ("cdn_unavailable", "No edge server could deliver the file.", 0.18),
        ("insufficient_storage", "The device has not enough free space.", 0.12),
        ("license_denied", "The licence server refused the request.", 0.08),
        ("checksum_mismatch", "The file arrived damaged.", 0.07),
    ];

    /// <summary>
    /// Types that the contents of a Zipf catalogue take in turn, with a category, the first letters of their ids and a size range in
    /// mebibytes.
    /// </summary>
    internal static IReadOnlyList<(string Type, string Category, string IdPrefix, int MinSizeMb, int MaxSizeMb)> Kinds { get; } =
    [
        ("movie", "drama", "mov", 1_500, 6_000),
        ("tv_show", "series", "tv", 400, 1_800),
        ("music", "pop", "mus", 60, 400),
        ("app", "tools", "app", 20, 900),
        ("book", "fiction", "book", 1, 60),
        ("music_doc", "music", "doc", 800, 3_500),
    ];

    /// <summary>Slowest and fastest speed of a connection in Mbps, slow downloads and incidents aside.</summary>
    internal static (double Min, double Max) SpeedRange(string connectionType) => connectionType switch
    {
        "ethernet" => (40, 400),
        "5g" => (30, 300),
        "wifi" => (20, 200),
        "4g" => (12, 60),
        _ => throw new ArgumentOutOfRangeException(nameof(connectionType), connectionType, "Not a generated connection type."),
    };
}
