namespace StreamPulse.Import.Clients;

/// <summary>Place of a client address.</summary>
/// <param name="City">Empty where it is not known.</param>
internal sealed record Client(string UserId, string Region, string City);
