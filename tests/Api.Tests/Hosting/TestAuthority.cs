using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>An OpenID Connect issuer as far as the service asks it: its description and its keys.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestAuthority(WebApplication app) => (_app, Address) = (app, app.Urls.Single());

    public string Address { get; }

    /// <param name="key">The published key as JSON Web Key.</param>
    public static async Task<TestAuthority> StartAsync(string key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", (HttpRequest request) =>
            Results.Text($$"""{"issuer":"http://{{request.Host}}","jwks_uri":"http://{{request.Host}}/keys"}""", "application/json"));
        app.MapGet("/keys", () => Results.Text($$"""{"keys":[{{key}}]}""", "application/json"));
        await app.StartAsync();
        return new TestAuthority(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
