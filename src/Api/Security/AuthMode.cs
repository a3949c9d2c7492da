namespace StreamPulse.Api.Security;

/// <summary>Whether callers must authenticate.</summary>
public enum AuthMode
{
    /// <summary>No authentication: everybody who can reach the address may do everything.</summary>
    Off,

    /// <summary>A signed JSON Web Token, RFC 7519, as bearer token, RFC 6750.</summary>
    Jwt,
}
