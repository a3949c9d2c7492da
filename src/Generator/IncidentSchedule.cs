namespace StreamPulse.Generator;

/// <summary>Error rate and speed factor of a region at an event time.</summary>
internal sealed class IncidentSchedule
{
    private readonly double _failedShare;
    private readonly Span[] _errors;
    private readonly Span[] _slowdowns;

    public IncidentSchedule(GeneratorOptions options)
    {
        _failedShare = options.FailedShare;
        var startMs = options.StartEventTime.ToUnixTimeMilliseconds();
        _errors = [.. options.Incidents.Select(i => Span.Of(i.Region, startMs, i.From, i.To, i.ErrorRate))];
        _slowdowns = [.. options.SlowIncidents.Select(i => Span.Of(i.Region, startMs, i.From, i.To, i.SpeedFactor))];
    }

    /// <summary>Share of downloads that fail: the highest of the incidents that cover the time, else the ordinary share.</summary>
    public double FailedShare(int regionIndex, long eventTimeMs)
    {
        var highest = -1.0;
        foreach (var span in _errors)
        {
            if (span.Covers(regionIndex, eventTimeMs))
                highest = Math.Max(highest, span.Value);
        }
        return highest < 0 ? _failedShare : highest;
    }

    /// <summary>What speeds are multiplied with: the lowest factor of the incidents that cover the time, else 1.</summary>
    public double SpeedFactor(int regionIndex, long eventTimeMs)
    {
        var lowest = 1.0;
        foreach (var span in _slowdowns)
        {
            if (span.Covers(regionIndex, eventTimeMs))
                lowest = Math.Min(lowest, span.Value);
        }
        return lowest;
    }

    private readonly record struct Span(int RegionIndex, long FromMs, long ToMs, double Value)
    {
        public static Span Of(string region, long startMs, TimeSpan from, TimeSpan to, double value)
            => new(GeneratorCatalog.Regions.ToList().IndexOf(region), startMs + (long)from.TotalMilliseconds,
                startMs + (long)to.TotalMilliseconds, value);

        public bool Covers(int regionIndex, long eventTimeMs)
            => regionIndex == RegionIndex && eventTimeMs >= FromMs && eventTimeMs < ToMs;
    }
}
