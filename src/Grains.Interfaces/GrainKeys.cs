using System.Globalization;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Interfaces;

/// <summary>Keys of grains that own a key of windows, as text; docs/CLUSTER.md has the table.</summary>
public static class GrainKeys
{
    private const string ContentPrefix = "c:";
    private const string RegionPrefix = "r:";
    private const string DevicePrefix = "d:";

    /// <summary>"c:" and the content id; "r:" and the region; "d:", the number of UTF-16 units of the device, ":", device and os_version.</summary>
    public static string Of(AccumulatorKind kind, Utf8Key key)
    {
        var text = key.ToString();
        switch (kind)
        {
            case AccumulatorKind.Content:
                return ContentPrefix + text;
            case AccumulatorKind.Region:
                return OfRegion(text);
            default:
                var device = text.IndexOf('\0', StringComparison.Ordinal);
                return string.Create(CultureInfo.InvariantCulture, $"{DevicePrefix}{device}:{text.AsSpan(0, device)}{text.AsSpan(device + 1)}");
        }
    }

    /// <summary>Key of the grains of a region.</summary>
    public static string OfRegion(string region) => RegionPrefix + region;

    /// <summary>The region that <see cref="OfRegion"/> was asked for.</summary>
    public static string RegionOf(string grainKey) => grainKey[RegionPrefix.Length..];

    /// <summary>The window key that <see cref="Of"/> was asked for.</summary>
    /// <exception cref="FormatException">No such grain key is given out.</exception>
    public static Utf8Key Parse(string grainKey)
    {
        if (grainKey.StartsWith(ContentPrefix, StringComparison.Ordinal) || grainKey.StartsWith(RegionPrefix, StringComparison.Ordinal))
            return new Utf8Key(System.Text.Encoding.UTF8.GetBytes(grainKey[ContentPrefix.Length..]));
        var colon = grainKey.IndexOf(':', DevicePrefix.Length);
        if (!grainKey.StartsWith(DevicePrefix, StringComparison.Ordinal) || colon < 0)
            throw new FormatException($"'{grainKey}' is not the key of a grain that owns windows.");
        var length = int.Parse(grainKey.AsSpan(DevicePrefix.Length, colon - DevicePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        var rest = grainKey[(colon + 1)..];
        return new Utf8Key(System.Text.Encoding.UTF8.GetBytes(rest[..length] + '\0' + rest[length..]));
    }
}
