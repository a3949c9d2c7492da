namespace StreamPulse.Api.Security;

/// <summary>Whose pages may call the API from a browser. Keys of the configuration begin with <c>Cors:</c>.</summary>
public sealed record CorsOptions
{
    /// <summary>Origins such as <c>https://dashboard.example</c>; none by default, so only the service's own page can. There is no wildcard: it would let every page that a person opens read what that person can reach.</summary>
    public string[] Origins { get; init; } = [];

    /// <summary>What is not an origin, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
        => [.. Origins.Where(static origin => !IsOrigin(origin)).Select(static origin => $"Cors:Origins has {origin}; allowed are origins: https:// or http://, a host and a port where it is not the usual one, without a path and without a wildcard.")];

    private static bool IsOrigin(string origin)
        => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && !origin.Contains('*', StringComparison.Ordinal) && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
}
