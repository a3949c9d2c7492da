using System.Net;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>The service behind a reverse proxy.</summary>
public sealed class ProxyTests(PostgresFixture postgres)
{
    private static readonly RateLimitOptions Few = new() { ReadPerSecond = 1, ReadBurst = 2 };

    [Fact]
    public async Task A_proxy_is_told_not_to_hold_events_back()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        using var answer = await api.Client.GetAsync(
            new Uri("/api/stats/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(["no"], answer.Headers.GetValues("X-Accel-Buffering"));
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", true)]
    [InlineData("127.0.0.0/8", "198.51.100.1, 203.0.113.7", true)]
    [InlineData("10.0.0.0/8", "203.0.113.7", false)] // not this proxy
    [InlineData(null, "203.0.113.7", false)]
    public async Task The_client_is_whom_a_trusted_proxy_names(string? trusted, string forwardedFor, bool isLimited)
    {
        await using var api = await StartAsync(trusted);

        var one = await AskAsync(api, forwardedFor);
        var other = await api.GetAsync("/api/me", ("X-Forwarded-For", "203.0.113.99"));

        // A caller on this machine without a token is not limited; whom the proxy names is not on this machine.
        Assert.Equal(isLimited, one.Contains(HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task A_name_that_the_client_sent_itself_is_not_believed()
    {
        await using var api = await StartAsync("127.0.0.1");

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            answers.Add((await api.GetAsync("/api/me", ("X-Forwarded-For", $"192.0.2.{i}, 203.0.113.7"))).Status);

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData(null, false)]
    public async Task Https_in_front_of_a_trusted_proxy_is_https(string? trusted, bool isHttps)
    {
        await using var api = await StartAsync(trusted);

        var answer = await api.GetAsync("/health/live", ("X-Forwarded-Proto", "https"));

        Assert.Equal(isHttps, answer.Headers.ContainsKey("Strict-Transport-Security"));
    }

    [Fact]
    public void What_is_no_address_is_named()
    {
        Assert.Empty(new ProxyOptions { Trusted = ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"] }.Problems());
        Assert.Equal(
            ["Proxies:Trusted has nginx; allowed are IP addresses and networks such as 10.0.0.0/8."],
            new ProxyOptions { Trusted = ["nginx"] }.Problems());
    }

    private static async Task<List<HttpStatusCode>> AskAsync(ApiHost api, string forwardedFor)
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            answers.Add((await api.GetAsync("/api/me", ("X-Forwarded-For", forwardedFor))).Status);
        return answers;
    }

    private async Task<ApiHost> StartAsync(string? trusted)
        => await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            security: ApiHost.Open with { RateLimits = Few, Proxies = new ProxyOptions { Trusted = trusted is null ? [] : [trusted] } });
}
