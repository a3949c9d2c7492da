namespace StreamPulse.Api.Security;

/// <summary>Subject and scopes of the caller.</summary>
/// <param name="Authentication">off, if everybody may do everything, or jwt.</param>
/// <param name="Subject">The token's subject; null if authentication is off or the token has none.</param>
/// <param name="Scopes">The token's scopes, ascending; all scopes if authentication is off.</param>
public sealed record MeResponse(string Authentication, string? Subject, IReadOnlyList<string> Scopes);
