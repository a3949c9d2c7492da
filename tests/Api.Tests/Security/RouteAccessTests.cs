using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Security;

/// <summary>With authentication on, every route of the OpenAPI document refuses everything but a token with its scope.</summary>
public sealed class RouteAccessTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestTokens _tokens = new();

    [Fact]
    public async Task Every_route_asks_for_its_scope()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: _tokens.Security);

        var (operations, wrong) = await new RouteAccess(api, _tokens).CheckAsync();

        Assert.Empty(wrong);
        Assert.True(operations >= 13, $"{operations} operations");
    }

    [Fact]
    public async Task A_route_that_was_added_without_a_scope_is_found_and_is_closed()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), security: _tokens.Security, routes: app => app.MapGet(
                "/api/forgotten", () => TypedResults.Ok("secret")));

        var (_, wrong) = await new RouteAccess(api, _tokens).CheckAsync();

        Assert.Equal(["get /api/forgotten names no scope"], wrong);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await api.GetAsync("/api/forgotten", _tokens.Create(ApiScopes.Read, ApiScopes.Ingest, ApiScopes.Acknowledge))).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/forgotten", _tokens.Create(ApiScopes.Admin))).Status);
    }

    [Fact]
    public async Task A_route_that_was_opened_by_mistake_is_found()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), security: _tokens.Security, routes: app => app.MapGet(
                "/api/opened", () => TypedResults.Ok("secret")).AllowAnonymous());

        var (_, wrong) = await new RouteAccess(api, _tokens).CheckAsync();

        Assert.Contains("get /api/opened with no token: 200", wrong);
    }

    [Fact]
    public async Task An_unknown_address_tells_a_stranger_nothing_and_a_caller_that_there_is_nothing()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), security: _tokens.Security);

        ProblemTests.AssertProblem(await api.GetAsync("/api/nothing"), HttpStatusCode.Unauthorized, "unauthenticated", "/api/nothing");
        ProblemTests.AssertProblem(
            await api.GetAsync("/api/nothing", _tokens.Create(ApiScopes.Read)), HttpStatusCode.NotFound, "not-found", "/api/nothing");
    }

    public void Dispose() => _tokens.Dispose();
}
