namespace StreamPulse.Api.Security;

/// <summary>On every endpoint: what it asks of its caller.</summary>
/// <param name="Scope">The scope; null where every valid token will do, and where none is needed.</param>
/// <param name="IsOpen">Whether it answers without a token.</param>
internal sealed record ScopeMetadata(string? Scope, bool IsOpen);
