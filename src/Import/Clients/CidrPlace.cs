namespace StreamPulse.Import.Clients;

/// <summary>Where an address is.</summary>
/// <param name="City">Empty where the table names none.</param>
public sealed record CidrPlace(string Region, string City);
