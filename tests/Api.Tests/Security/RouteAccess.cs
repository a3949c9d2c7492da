using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;

namespace StreamPulse.Api.Tests.Security;

/// <summary>
/// Asks every operation of the OpenAPI document with tokens of all kinds, and tells where the answer is not what it has to be.
/// </summary>
internal sealed class RouteAccess(ApiHost api, TestTokens tokens)
{
    /// <summary>The operations that everybody may call. A further one has to be put here by somebody who means it.</summary>
    private static readonly string[] Open = ["get /health", "get /health/live", "get /health/ready"];

    /// <summary>One sentence for each wrong answer, and how many operations were asked.</summary>
    public async Task<(int Operations, List<string> Wrong)> CheckAsync()
    {
        var wrong = new List<string>();
        var operations = 0;
        foreach (var path in (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(static o => o.Value.ValueKind == JsonValueKind.Object))
            {
                operations++;
                await CheckAsync($"{operation.Name} {path.Name}", operation.Value, wrong);
            }
        }

        return (operations, wrong);
    }

    private async Task CheckAsync(string operation, JsonElement description, List<string> wrong)
    {
        var scopes = ScopesOf(description);
        if (Open.Contains(operation))
        {
            await ExpectAsync(
                operation, "no token", null, [], static status => status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
                wrong);
            return;
        }

        if (scopes is null)
            wrong.Add($"{operation} names no scope");
        await ExpectAsync(operation, "no token", null, [], static status => status == HttpStatusCode.Unauthorized, wrong);
        foreach (var (kind, token) in Invalid())
            await ExpectAsync(operation, kind, token, [], static status => status == HttpStatusCode.Unauthorized, wrong);
        if (scopes is null)
            return;
        foreach (var scope in scopes)
        {
            var others = ApiScopes.All.Where(s => s != scope && s != ApiScopes.Admin).ToArray();
            await ExpectAsync(
                operation, "a token without " + scope, tokens.Create(others), [scope], static status => status == HttpStatusCode.Forbidden,
                wrong);
            await ExpectAsync(
                operation, "a token without scopes", tokens.Create([]), [scope], static status => status == HttpStatusCode.Forbidden,
                wrong);
        }

        await ExpectAsync(
            operation, "a token with its scope", tokens.Create([.. scopes]), [],
            static s => s is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), wrong);
        await ExpectAsync(
            operation, "an admin's token", tokens.Create(ApiScopes.Admin), [],
            static s => s is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), wrong);
    }

    private IEnumerable<(string Kind, string Token)> Invalid() =>
    [
        ("an expired token", tokens.Create(expires: Seed.Now.AddMinutes(-2))),
        ("a token for later", tokens.Create(notBefore: Seed.Now.AddMinutes(2))),
        ("a token for another audience", tokens.Create(audience: "other")),
        ("a token of another issuer", tokens.Create(issuer: "other")),
        ("a token with another key", tokens.Create(key: TestTokens.OtherSecret())),
        ("a token without signature", TestTokens.Unsigned()),
        ("no token at all", "nonsense"),
    ];

    private async Task ExpectAsync(
        string operation, string kind, string? token, string[] missing, Func<HttpStatusCode, bool> isRight, List<string> wrong)
    {
        var (method, path) = operation.Split(' ') is [var m, var p] ? (m, p) : throw new ArgumentException(operation);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path.Replace("{id}", "1", StringComparison.Ordinal));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!isRight(answer.StatusCode))
            wrong.Add($"{operation} with {kind}: {(int)answer.StatusCode}");
        if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
            return;
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        var type = answer.StatusCode == HttpStatusCode.Unauthorized ? "unauthenticated" : "forbidden";
        if (problem.GetProperty("type").GetString() != "urn:streampulse:problem:" + type || answer.Headers.WwwAuthenticate.Count != 1)
            wrong.Add($"{operation} with {kind}: not the problem {type}");
        if (!missing.All(scope => problem.GetProperty("detail").GetString()!.Contains(scope, StringComparison.Ordinal)))
            wrong.Add($"{operation} with {kind}: does not say which scope is missing");
    }

    /// <summary>What the document says; null where it says nothing.</summary>
    private static string[]? ScopesOf(JsonElement operation)
        => operation.TryGetProperty("security", out var security) && security.GetArrayLength() == 1
            && security[0].TryGetProperty("bearer", out _) && operation.TryGetProperty("x-required-scopes", out var scopes)
            ? scopes.EnumerateArray().Select(static s => s.GetString()!).ToArray()
            : null;
}
