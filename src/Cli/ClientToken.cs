using System.Net.Http.Headers;

namespace StreamPulse.Cli;

/// <summary>The token that this program sends to an API: STREAMPULSE_TOKEN, or the content of the file STREAMPULSE_TOKEN_FILE.</summary>
internal static class ClientToken
{
    /// <summary>A client that sends the token, if one is set.</summary>
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
