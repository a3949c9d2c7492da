using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>What browsers are told: whose pages may ask, and what an answer may be used for.</summary>
public sealed class BrowserTests(PostgresFixture postgres) : IDisposable
{
    private const string Friend = "https://dashboard.example";

    private readonly TestTokens _tokens = new();

    [Theory]
    [InlineData(Friend, true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task Pages_of_listed_origins_may_ask(string origin, bool isAllowed)
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), security: _tokens.Security with { Cors = new CorsOptions { Origins = [Friend] } });

        using var preflight = await SendAsync(api, HttpMethod.Options, origin, request =>
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
        });
        using var answer = await SendAsync(
            api, HttpMethod.Get, origin, request => request.Headers.Authorization = new("Bearer", _tokens.Create(ApiScopes.Read)));

        Assert.Equal(isAllowed ? [origin] : [], Values(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed ? [origin] : [], Values(answer, "Access-Control-Allow-Origin"));
        Assert.Empty(Values(answer, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_refusal_can_be_read_by_a_listed_page_too()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), security: _tokens.Security with { Cors = new CorsOptions { Origins = [Friend] } });

        using var answer = await SendAsync(api, HttpMethod.Get, Friend, static _ => { });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal([Friend], Values(answer, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task No_other_page_may_ask_unless_set()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        using var answer = await SendAsync(api, HttpMethod.Get, Friend, static _ => { });

        Assert.Empty(Values(answer, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/me", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/stats/realtime?minutes=0", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/stats/realtime", HttpStatusCode.InternalServerError)]
    public async Task Every_answer_says_what_it_may_be_used_for(string path, HttpStatusCode status)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        api.Results.Failure = new InvalidOperationException("defect");

        using var answer = await api.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, answer.StatusCode);
        AssertSafe(answer);
        Assert.Empty(Values(answer, "Strict-Transport-Security"));
        Assert.Empty(Values(answer, "Server"));
    }

    [Fact]
    public async Task The_page_is_for_everybody_with_the_same_headers()
    {
        var page = Path.GetDirectoryName(_tokens.Write("index.html", "<!doctype html><title>page</title>"))!;
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: _tokens.Security, page: page);

        using var answer = await api.Client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<title>page", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        AssertSafe(answer);
    }

    [Fact]
    public async Task Over_https_a_browser_is_to_stay_there()
    {
        using var certificate = SelfSigned();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var app = builder.Build();
        Api.Limits.SecurityHeaders.UseSecurityHeaders(app);
        await app.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
            },
        });

        using var answer = await client.GetAsync(new Uri(app.Urls.Single()));

        Assert.Equal(["max-age=31536000"], Values(answer, "Strict-Transport-Security"));
    }

    public void Dispose() => _tokens.Dispose();

    private static void AssertSafe(HttpResponseMessage answer)
    {
        var policy = Assert.Single(Values(answer, "Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal(["nosniff"], Values(answer, "X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], Values(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Assert.Single(Values(answer, "Permissions-Policy")), StringComparison.Ordinal);
    }

    private static string[] Values(HttpResponseMessage answer, string name)
        => answer.Headers.TryGetValues(name, out var values) ? [.. values] : [];

    private static async Task<HttpResponseMessage> SendAsync(
        ApiHost api, HttpMethod method, string origin, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(method, "/api/me");
        request.Headers.Add("Origin", origin);
        prepare(request);
        return await api.Client.SendAsync(request);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
