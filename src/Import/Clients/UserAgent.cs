namespace StreamPulse.Import.Clients;

/// <summary>What a user agent tells of the device.</summary>
internal sealed record UserAgent(string Device, string OsVersion);
