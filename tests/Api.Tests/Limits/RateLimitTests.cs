using System.Net;
using System.Text;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>How often one client may call.</summary>
public sealed class RateLimitTests(PostgresFixture postgres) : IDisposable
{
    private static readonly RateLimitOptions Few = new()
    {
        ReadPerSecond = 1,
        ReadBurst = 3,
        IngestPerSecond = 1,
        IngestBurst = 2,
        SubscribersPerClient = 2,
    };

    private readonly TestTokens _tokens = new();

    [Fact]
    public async Task One_client_s_calls_are_bounded_and_another_one_s_are_not_touched()
    {
        await using var api = await StartAsync(Few);
        var (ann, bob) = (Token("ann"), Token("bob"));

        var answers = await AskAsync(api, ann, 20);

        Assert.InRange(answers.Count(a => a.Status == HttpStatusCode.OK), 3, 19);
        var refused = answers.Last(a => a.Status != HttpStatusCode.OK);
        ProblemTests.AssertProblem(refused, HttpStatusCode.TooManyRequests, "too-many-requests", "/api/me");
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/me", bob)).Status);
    }

    [Fact]
    public async Task Ingest_has_a_bound_of_its_own_and_probes_have_none()
    {
        await using var api = await StartAsync(Few);
        var ann = Token("ann");
        await AskAsync(api, ann, 20);

        var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
        {
            Content = new StringContent(TestEvents.Json("a").ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", ann);
        Assert.Equal(HttpStatusCode.Accepted, (await api.SendAsync(request)).Status);
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live", ann)).Status);
    }

    [Fact]
    public async Task Calls_with_wrong_tokens_count_for_the_address()
    {
        await using var api = await StartAsync(Few with { LimitThisMachine = true });

        var answers = await AskAsync(api, "nonsense", 20);

        Assert.Contains(answers, a => a.Status == HttpStatusCode.Unauthorized);
        Assert.Contains(answers, a => a.Status == HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Callers_on_this_machine_without_a_token_are_limited_when_asked_for(bool limited)
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), security: ApiHost.Open with { RateLimits = Few with { LimitThisMachine = limited } });

        var answers = await AskAsync(api, null, 20);

        Assert.Equal(limited, answers.Any(a => a.Status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task One_client_s_streams_are_bounded_and_a_closed_one_makes_room()
    {
        await using var api = await StartAsync(Few with { ReadBurst = 100 });
        api.Live.Answer(Seed.Snapshot(Seed.Now));
        var (ann, bob) = (Token("ann"), Token("bob"));
        using var first = await OpenAsync(api, ann);
        using var second = await OpenAsync(api, ann);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));

        ProblemTests.AssertProblem(
            await api.GetAsync("/api/stats/stream", ann), HttpStatusCode.TooManyRequests, "too-many-requests", "/api/stats/stream");
        using (var other = await OpenAsync(api, bob))
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        first.Dispose();
        await WaitUntil.TrueAsync(() => api.Hub.SubscriberCount == 1, () => $"{api.Hub.SubscriberCount} subscribers");

        using var third = await OpenAsync(api, ann);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public void The_number_of_buckets_is_bounded_whatever_the_number_of_clients()
    {
        var buckets = Enumerable.Range(0, 1_000_000)
            .SelectMany(i => new[] { ClientRateLimits.BucketOf($"address {i}", false), ClientRateLimits.BucketOf($"address {i}", true) })
            .ToHashSet();

        Assert.InRange(buckets.Min(), 0, 131_071);
        Assert.InRange(buckets.Max(), 0, 131_071);
        Assert.InRange(buckets.Count, 65_536, 131_072);
        Assert.NotEqual(ClientRateLimits.BucketOf("ann", false), ClientRateLimits.BucketOf("ann", true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void A_bound_out_of_range_is_named(int value)
        => Assert.Equal(
            [$"RateLimits:ReadPerSecond is {value}; allowed are 1 to 1000000."], new RateLimitOptions { ReadPerSecond = value }.Problems());

    public void Dispose() => _tokens.Dispose();

    private static async Task<List<Answer>> AskAsync(ApiHost api, string? token, int times)
    {
        var answers = new List<Answer>();
        for (var i = 0; i < times; i++)
            answers.Add(await api.GetAsync("/api/me", token));
        return answers;
    }

    private static async Task<HttpResponseMessage> OpenAsync(ApiHost api, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats/stream");
        request.Headers.Authorization = new("Bearer", token);
        return await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private string Token(string subject)
        => TokenIssuer.Create(_tokens.Auth, subject, [ApiScopes.Read, ApiScopes.Ingest], TimeSpan.FromHours(1), new FixedTime(Seed.Now));

    private async Task<ApiHost> StartAsync(RateLimitOptions limits)
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: _tokens.Security with { RateLimits = limits });
}
