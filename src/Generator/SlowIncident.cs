namespace StreamPulse.Generator;

/// <summary>A time in which downloads of one region are slower.</summary>
/// <param name="Region">One of <see cref="GeneratorCatalog.Regions"/>.</param>
/// <param name="From">First event time that it covers, from the start event time.</param>
/// <param name="To">First event time that it does not cover any more.</param>
/// <param name="SpeedFactor">What speeds are multiplied with: above 0, at most 1.</param>
public sealed record SlowIncident(string Region, TimeSpan From, TimeSpan To, double SpeedFactor);
