using System.Text;
using StreamPulse.Core.Results;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Accumulators;

/// <summary>Turns a merged accumulator into its row.</summary>
public static class RowBuilder
{
    public static ContentWindowRow Content(DownloadAccumulator a, WindowRange window)
        => new(
            a.Key.ToString(), Encoding.UTF8.GetString(a.Title), window,
            a.Total, a.Successful, a.Total - a.Successful, a.Cancelled,
            SizeGb(a), a.Users.Estimate(), PercentilesOf(a.Speeds), PercentilesOf(a.Durations));

    public static RegionWindowRow Region(DownloadAccumulator a, WindowRange window)
        => new(
            a.Key.ToString(), window,
            a.Total, a.Successful, a.Total - a.Successful, a.Cancelled,
            (double)a.Successful / a.Total, a.SpeedSum.Mean(a.SpeedCount), a.SpeedCount, MeanDuration(a), SizeGb(a),
            a.SpeedCount == 0 ? null : a.MinSpeedMbps, a.SpeedCount == 0 ? null : a.MaxSpeedMbps,
            PercentilesOf(a.Speeds), PercentilesOf(a.Durations), a.Errors?.Top() ?? [])
        {
            DurationSketch = SketchBytes.Write(a.Durations),
        };

    public static DeviceWindowRow Device(DownloadAccumulator a, WindowRange window)
    {
        var key = a.Key.ToString();
        var separator = key.IndexOf('\0', StringComparison.Ordinal);
        return new DeviceWindowRow(
            key[..separator], key[(separator + 1)..], window,
            a.Total, a.Successful, a.Total - a.Successful, a.Cancelled,
            a.SpeedSum.Mean(a.SpeedCount), a.SpeedCount, SizeGb(a));
    }

    private static double SizeGb(DownloadAccumulator a) => a.SizeMb / 1024.0;

    private static double? MeanDuration(DownloadAccumulator a)
        => a.Successful == 0 ? null : (double)Math.Round((decimal)a.DurationSeconds / a.Successful, 6, MidpointRounding.AwayFromZero);

    private static Percentiles PercentilesOf(in QuantileCells sketch)
    {
        Span<double> values = stackalloc double[3];
        return sketch.TryQuantiles([0.50, 0.95, 0.99], values) ? new Percentiles(values[0], values[1], values[2]) : default;
    }
}
