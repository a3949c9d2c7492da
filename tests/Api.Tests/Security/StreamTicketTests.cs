using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Security;

/// <summary>Tickets that open the stream for who can send no header.</summary>
public sealed class StreamTicketTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestTokens _tokens = new();

    [Fact]
    public async Task A_ticket_opens_the_stream_and_nothing_else_and_is_not_logged()
    {
        var log = new LinesOfLog();
        await using var api = await StartAsync(services => services.AddLogging(
            logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));
        var (ticket, expiresAt) = await TicketAsync(api, _tokens.Create(ApiScopes.Read));
        Assert.Equal(Seed.Now.AddSeconds(30), expiresAt);

        Assert.Equal(HttpStatusCode.OK, await OpenAsync(api, ticket));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/me", ticket)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/stats/realtime?ticket=" + ticket)).Status);

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Text.Contains(ticket, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ticket_has_the_rights_of_its_token_and_a_short_life()
    {
        await using var api = await StartAsync();
        ProblemTests.AssertProblem(
            await PostAsync(api, _tokens.Create(ApiScopes.Ingest)), HttpStatusCode.Forbidden, "forbidden", "/api/stats/stream/ticket");
        ProblemTests.AssertProblem(
            await PostAsync(api, null), HttpStatusCode.Unauthorized, "unauthenticated", "/api/stats/stream/ticket");
        var (ticket, _) = await TicketAsync(api, _tokens.Create(ApiScopes.Read));

        api.Time.Now += TimeSpan.FromSeconds(30);
        var late = await api.GetAsync("/api/stats/stream?ticket=" + ticket);

        ProblemTests.AssertProblem(late, HttpStatusCode.Unauthorized, "unauthenticated", "/api/stats/stream");
        Assert.Equal("The stream ticket is not valid: it has expired.", late.Json.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/stats/stream?ticket=nonsense")).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await api.GetAsync("/api/stats/stream?ticket=" + _tokens.Create(ApiScopes.Read))).Status);
    }

    [Fact]
    public async Task A_ticket_does_not_outlive_its_token()
    {
        await using var api = await StartAsync();

        var (_, expiresAt) = await TicketAsync(api, _tokens.Create(expires: Seed.Now.AddSeconds(5), scope: "read"));

        Assert.Equal(Seed.Now.AddSeconds(5), expiresAt);
    }

    [Fact]
    public async Task A_gateway_with_the_same_key_takes_it_and_one_with_another_does_not()
    {
        await using var api = await StartAsync();
        await using var same = await StartAsync();
        using var others = new TestTokens();
        await using var other = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: others.Security);
        var (ticket, _) = await TicketAsync(api, _tokens.Create(ApiScopes.Read));

        Assert.Equal(HttpStatusCode.OK, await OpenAsync(same, ticket));
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(other, ticket));
    }

    [Fact]
    public async Task Without_authentication_a_ticket_is_given_and_not_needed()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var (ticket, _) = await TicketAsync(api, null);

        Assert.Equal(HttpStatusCode.OK, await OpenAsync(api, ticket));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(api, "anything"));
    }

    public void Dispose() => _tokens.Dispose();

    private static Task<Answer> PostAsync(ApiHost api, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/stats/stream/ticket");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return api.SendAsync(request);
    }

    private static async Task<(string Ticket, DateTimeOffset ExpiresAt)> TicketAsync(ApiHost api, string? token)
    {
        var answer = await PostAsync(api, token);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        return (answer.Json.GetProperty("ticket").GetString()!, answer.Json.GetProperty("expires_at").GetDateTimeOffset());
    }

    private static async Task<HttpStatusCode> OpenAsync(ApiHost api, string ticket)
    {
        using var answer = await api.Client.GetAsync(
            new Uri("/api/stats/stream?ticket=" + ticket, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private async Task<ApiHost> StartAsync(Action<IServiceCollection>? services = null)
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: _tokens.Security, services: services);
}
