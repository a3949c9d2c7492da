namespace StreamPulse.Import.Clients;

/// <summary>Device and operating system, as found in a user agent.</summary>
internal sealed record UserAgent(string Device, string OsVersion);
