namespace StreamPulse.Storage.Cluster;

/// <summary>The last sign of life of a silo that counts as active.</summary>
/// <param name="Address">IP address.</param>
/// <param name="Port">Its port for other silos.</param>
/// <param name="Generation">Tells it from others that were there before it.</param>
/// <param name="At">By its own clock, so two of them can be compared with each other and with nothing else.</param>
public sealed record SiloSign(string Address, int Port, int Generation, DateTime At);
