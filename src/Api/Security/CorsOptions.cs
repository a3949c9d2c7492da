namespace StreamPulse.Api.Security;

/// <summary>Origins whose pages may call the API from a browser. Configuration keys begin with <c>Cors:</c>.</summary>
public sealed record CorsOptions
{
    /// <summary>
    /// Origins such as <c>https://dashboard.example</c>; none by default, so only the service's own page can call it. Wildcards are not
    /// allowed: any page that a person opens could then read what that person can reach.
    /// </summary>
    public string[] Origins { get; init; } = [];

    /// <summary>Invalid origins, one sentence each; empty if all are valid.</summary>
    public IReadOnlyList<string> Problems()
        => [.. Origins.Where(static origin => !IsOrigin(origin)).Select(static origin =>
            $"Cors:Origins has {origin}; allowed are origins: https:// or http://, a host, and a port unless it is the default; "
            + "no path, no wildcard.")];

    private static bool IsOrigin(string origin)
        => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && !origin.Contains('*', StringComparison.Ordinal)
            && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
}
