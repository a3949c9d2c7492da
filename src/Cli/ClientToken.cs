using System.Net.Http.Headers;

namespace StreamPulse.Cli;

/// <summary>The token that this program shows to an API: of STREAMPULSE_TOKEN, or of the file that STREAMPULSE_TOKEN_FILE names.</summary>
internal static class ClientToken
{
    /// <summary>A client that sends the token, where there is one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static HttpClient CreateClient()
    {
        var client = new HttpClient();
        if (Find() is { Length: > 0 } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static string? Find()
        => Environment.GetEnvironmentVariable("STREAMPULSE_TOKEN") is { Length: > 0 } token ? token.Trim()
            : Environment.GetEnvironmentVariable("STREAMPULSE_TOKEN_FILE") is { Length: > 0 } file ? File.ReadAllText(file).Trim()
            : null;
}
