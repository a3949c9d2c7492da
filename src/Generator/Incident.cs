namespace StreamPulse.Generator;

/// <summary>A time in which downloads of one region fail more often.</summary>
/// <param name="Region">One of <see cref="GeneratorCatalog.Regions"/>.</param>
/// <param name="From">First event time that it covers, from the start event time.</param>
/// <param name="To">First event time that it does not cover any more.</param>
/// <param name="ErrorRate">Share of the region's downloads that fail, 0 to 1.</param>
public sealed record Incident(string Region, TimeSpan From, TimeSpan To, double ErrorRate);
