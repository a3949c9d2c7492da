using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Security;

/// <summary>Which tokens are taken, by each way of giving the key.</summary>
public sealed class TokenTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestTokens _tokens = new();

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_public_key_checks_tokens_and_is_no_secret_to_make_them_with(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = algorithm == "RS256" ? rsa.ExportSubjectPublicKeyInfoPem() : curve.ExportSubjectPublicKeyInfoPem();
        SecurityKey key = algorithm == "RS256" ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey(curve);
        var auth = new AuthOptions
        {
            Mode = AuthMode.Jwt,
            PublicKeyFile = _tokens.Write("key.pem", pem),
            Issuer = "https://issuer.example",
        };
        Assert.Empty(auth.Problems(IPAddress.Any));
        await using var api = await StartAsync(auth);

        Assert.Equal(
            HttpStatusCode.OK, await AskAsync(api, _tokens.Create(issuer: "https://issuer.example", key: key, algorithm: algorithm)));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await AskAsync(api, _tokens.Create(issuer: "streampulse", key: key, algorithm: algorithm)));
        var publicKeyAsSecret = new SymmetricSecurityKey(System.Text.Encoding.ASCII.GetBytes(pem));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await AskAsync(api, _tokens.Create(issuer: "https://issuer.example", key: publicKeyAsSecret)));
    }

    [Fact]
    public async Task Every_key_of_a_key_set_is_taken_but_a_secret_in_it()
    {
        using var old = RSA.Create(2048);
        using var young = RSA.Create(2048);
        var secret = RandomNumberGenerator.GetBytes(32);
        var symmetric = $$"""{"kty":"oct","kid":"secret","k":"{{Base64UrlEncoder.Encode(secret)}}"}""";
        var keys = $$"""{"keys":[{{Jwk(old, "old")}},{{Jwk(young, "young")}},{{symmetric}}]}""";
        await using var api = await StartAsync(new AuthOptions { Mode = AuthMode.Jwt, JwksFile = _tokens.Write("jwks.json", keys) });

        Assert.Equal(
            HttpStatusCode.OK, await AskAsync(api, _tokens.Create(key: new RsaSecurityKey(old) { KeyId = "old" }, algorithm: "RS256")));
        Assert.Equal(
            HttpStatusCode.OK, await AskAsync(api, _tokens.Create(key: new RsaSecurityKey(young) { KeyId = "young" }, algorithm: "PS256")));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await AskAsync(api, _tokens.Create(key: new SymmetricSecurityKey(secret) { KeyId = "secret" })));
    }

    [Fact]
    public async Task An_authority_s_published_keys_are_taken_and_its_absence_is_a_503()
    {
        using var rsa = RSA.Create(2048);
        await using var authority = await TestAuthority.StartAsync(Jwk(rsa, "k1"));
        var auth = new AuthOptions { Mode = AuthMode.Jwt, Authority = authority.Address };
        Assert.Empty(auth.Problems(IPAddress.Any));
        var token = _tokens.Create(issuer: authority.Address, key: new RsaSecurityKey(rsa) { KeyId = "k1" }, algorithm: "RS256");

        await using (var api = await StartAsync(auth))
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(api, token));
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                await AskAsync(
                    api,
                    _tokens.Create(issuer: "https://other.example", key: new RsaSecurityKey(rsa) { KeyId = "k1" }, algorithm: "RS256")));
        }

        await authority.DisposeAsync();
        await using var late = await StartAsync(auth);
        ProblemTests.AssertProblem(
            await late.GetAsync("/api/me", token), HttpStatusCode.ServiceUnavailable, "authority-unavailable", "/api/me");
    }

    [Fact]
    public async Task The_answer_says_what_is_wrong_with_a_token_and_nothing_that_it_holds()
    {
        await using var api = await StartAsync(_tokens.Auth);

        var answer = await api.GetAsync("/api/me", _tokens.Create(expires: Seed.Now.AddMinutes(-2)));

        Assert.Equal("The token is not valid: it has expired.", answer.Json.GetProperty("detail").GetString());
        Assert.DoesNotContain("tester", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_requires_an_extension_is_refused()
    {
        await using var api = await StartAsync(_tokens.Auth);
        var header = new Dictionary<string, object> { ["crit"] = new[] { "b65" }, ["b65"] = true };

        var answer = await api.GetAsync("/api/me", _tokens.Create(header: header));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("requires an extension", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_tokens_are_counted_and_not_listed()
    {
        using var lines = new LinesOfLog();
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), security: ApiHost.Open with { Auth = _tokens.Auth },
            services: services => services.AddLogging(logging => logging.AddProvider(lines)));
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(api, "no.such.token"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/me")).Status);

        api.Time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(api, "no.such.token"));

        var said = lines.Lines.Where(static l => l.Id == 5005).Select(static l => l.Text).ToList();
        Assert.Equal(2, said.Count);
        Assert.Contains(
            "21 requests without a valid token were answered with 401, the last one /api/me", said[1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines.Lines, static l => l.Text.Contains("was challenged", StringComparison.Ordinal)
            || l.Text.Contains("was not authenticated", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scope", "read ingest")]
    [InlineData("scp", "ingest read")]
    public async Task Me_tells_who_the_caller_is(string claim, string scopes)
    {
        await using var api = await StartAsync(_tokens.Auth);

        var answer = await api.GetAsync("/api/me", _tokens.Create(claims: new() { ["sub"] = "ann", [claim] = scopes }));

        Assert.Equal("""{"authentication":"jwt","subject":"ann","scopes":["ingest","read"]}""", answer.Body);
    }

    [Fact]
    public async Task A_list_of_scopes_is_read_like_a_text_of_them()
    {
        await using var api = await StartAsync(_tokens.Auth);

        var answer = await api.GetAsync("/api/me", _tokens.Create(claims: new() { ["sub"] = "ann", ["scp"] = new[] { "read", "ingest" } }));

        Assert.Equal("""{"authentication":"jwt","subject":"ann","scopes":["ingest","read"]}""", answer.Body);
    }

    [Fact]
    public async Task Without_authentication_everybody_may_do_everything()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        Assert.Equal(
            """{"authentication":"off","subject":null,"scopes":["read","ingest","acknowledge","admin"]}""",
            (await api.GetAsync("/api/me")).Body);
    }

    [Fact]
    public async Task A_stream_ends_with_its_token()
    {
        await using var api = await StartAsync(_tokens.Auth);
        api.Live.Answer(Seed.Snapshot(Seed.Now));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats/stream");
        request.Headers.Authorization = new("Bearer", _tokens.Create(expires: Seed.Now.AddSeconds(1), scope: "read"));
        using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await response.Content.ReadAsStringAsync(); // returns when the server ends it

        Assert.Equal(0, api.Hub.SubscriberCount);
    }

    public void Dispose() => _tokens.Dispose();

    private static async Task<HttpStatusCode> AskAsync(ApiHost api, string token) => (await api.GetAsync("/api/me", token)).Status;

    private static string Jwk(RSA rsa, string id)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        var (modulus, exponent) = (Base64UrlEncoder.Encode(key.Modulus), Base64UrlEncoder.Encode(key.Exponent));
        return $$"""{"kty":"RSA","use":"sig","kid":"{{id}}","n":"{{modulus}}","e":"{{exponent}}"}""";
    }

    private async Task<ApiHost> StartAsync(AuthOptions auth)
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: ApiHost.Open with { Auth = auth });
}
