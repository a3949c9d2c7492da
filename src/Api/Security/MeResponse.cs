namespace StreamPulse.Api.Security;

/// <summary>What the caller may do.</summary>
/// <param name="Authentication">off, where everybody may do everything, or jwt.</param>
/// <param name="Subject">Whom the token names; null where authentication is off or the token names nobody.</param>
/// <param name="Scopes">What the token allows, ascending; all that there are where authentication is off.</param>
public sealed record MeResponse(string Authentication, string? Subject, IReadOnlyList<string> Scopes);
