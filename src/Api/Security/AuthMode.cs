namespace StreamPulse.Api.Security;

/// <summary>Whether callers have to say who they are.</summary>
public enum AuthMode
{
    /// <summary>Everybody who can reach the address may do everything.</summary>
    Off,

    /// <summary>A signed JSON Web Token, RFC 7519, as bearer token, RFC 6750.</summary>
    Jwt,
}
