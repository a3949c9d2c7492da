namespace StreamPulse.Api.Push;

/// <summary>Data of an <c>unavailable</c> event: the problem that the routes would return.</summary>
public sealed record UnavailableNotice(string Type, string Title, int Status, string Detail);
