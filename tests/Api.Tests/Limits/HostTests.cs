using System.Net;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>Under which names the service is served, and to whose pages.</summary>
public sealed class HostTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestTokens _tokens = new();

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8080", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("stats.example", true)]
    [InlineData("a.intern.example:8080", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:8080", false)]
    [InlineData("192.0.2.1", false)] // the service listens on this machine only
    [InlineData("localhost.evil.example", false)]
    public async Task Without_tokens_a_name_has_to_be_this_machine_s_or_listed(string host, bool isServed)
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.AllowedHosts = ["stats.example", "*.intern.example"]);

        foreach (var path in new[] { "/api/me", "/health/live", "/openapi/v1.json" })
        {
            var answer = await api.GetAsync(path, ("Host", host));
            if (isServed)
            {
                Assert.Equal(HttpStatusCode.OK, answer.Status);
                continue;
            }

            ProblemTests.AssertProblem(answer, HttpStatusCode.MisdirectedRequest, "host-not-allowed", path);
            Assert.Contains("Api:AllowedHosts", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("stats.example", HttpStatusCode.MisdirectedRequest)]
    public async Task With_tokens_any_name_is_served_unless_some_are_listed(string? listed, HttpStatusCode status)
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.AllowedHosts = listed is null ? [] : [listed],
            security: _tokens.Security);

        Assert.Equal(status, (await api.GetAsync("/health/live", ("Host", "other.example"))).Status);
    }

    [Theory]
    [InlineData("http://evil.example", null, false)]
    [InlineData("null", null, false)]
    [InlineData(null, "cross-site", false)] // a form, or a script that wants no answer
    [InlineData(null, "same-site", false)]
    [InlineData("https://dashboard.example", "cross-site", true)] // listed
    [InlineData("http://localhost:8080", null, true)] // the page's own
    [InlineData("https://localhost:8080", null, true)] // behind a proxy that ends TLS
    [InlineData("https://stats.example", "same-origin", true)] // behind a proxy that changes the host
    [InlineData(null, null, true)] // no browser
    public async Task A_page_of_another_origin_neither_changes_anything_nor_opens_a_stream(string? origin, string? site, bool isAllowed)
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            security: ApiHost.Open with { Cors = new CorsOptions { Origins = ["https://dashboard.example"] } });
        api.Live.Answer(Seed.Snapshot(Seed.Now));
        var headers = new List<(string, string)> { ("Host", "localhost:8080") };
        if (origin is not null)
            headers.Add(("Origin", origin));
        if (site is not null)
            headers.Add(("Sec-Fetch-Site", site));

        using var post = Request(HttpMethod.Post, "/api/events", headers);
        post.Content = new ByteArrayContent(TestEvents.Body("application/json", [TestEvents.Json("a")]));
        post.Content.Headers.ContentType = new("application/json");
        using var posted = await api.Client.SendAsync(post);
        using var get = Request(HttpMethod.Get, "/api/stats/stream", headers);
        using var stream = await api.Client.SendAsync(get, HttpCompletionOption.ResponseHeadersRead);
        using var read = Request(HttpMethod.Get, "/api/me", headers);
        using var answer = await api.Client.SendAsync(read);

        Assert.Equal(isAllowed ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden, posted.StatusCode);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, stream.StatusCode);
        Assert.Equal(isAllowed ? 1 : 0, api.Log.Records.Count);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode); // the browser does not show it to the page
        if (!isAllowed)
            Assert.Contains("Cors:Origins", await posted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://stats.example")]
    [InlineData("stats.example:8080")]
    [InlineData("*")]
    [InlineData("")]
    public void A_host_that_cannot_be_one_is_named(string host)
        => Assert.Equal(
            [$"AllowedHosts has '{host}'; allowed are names such as stats.example or *.example, without a port."],
            new ApiOptions { AllowedHosts = [host] }.Problems());

    public void Dispose() => _tokens.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string path, List<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }
}
