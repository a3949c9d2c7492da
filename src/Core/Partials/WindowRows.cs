using StreamPulse.Core.Results;

namespace StreamPulse.Core.Partials;

/// <summary>Rows of one window.</summary>
public sealed record WindowRows(
    WindowRange Window, List<ContentWindowRow> Contents, List<RegionWindowRow> Regions, List<DeviceWindowRow> Devices)
{
    /// <summary>Number of rows.</summary>
    public int Count => Contents.Count + Regions.Count + Devices.Count;
}
