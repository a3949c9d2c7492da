namespace StreamPulse.Api.Security;

/// <summary>The access declaration of an endpoint.</summary>
/// <param name="Scope">The required scope; null if any valid token is enough, or none is required.</param>
/// <param name="IsOpen">Whether it can be called without a token.</param>
internal sealed record ScopeMetadata(string? Scope, bool IsOpen);
