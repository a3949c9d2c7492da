using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;
using StreamPulse.Gateway.Tests.Support;
using StreamPulse.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Gateway.Tests;

/// <summary>The Orleans Dashboard of a silo: for who has the password, and for nobody else.</summary>
public sealed class DashboardTests(PostgresFixture postgres)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task TheDashboard_IsForWhoHasThePassword()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var silo = await RunningApp.StartSiloAsync(
            postgres.ConnectionStringOf(database),
            static s => s with { Dashboard = true, DashboardUser = "anna", DashboardPassword = Password });
        string[] paths = ["/dashboard/", "/dashboard/DashboardCounters", "/dashboard/Reminders/1"];
        foreach (var path in paths)
        {
            using var unknown = await GetAsync(silo, path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
            Assert.Equal("Basic", unknown.Headers.WwwAuthenticate.Single().Scheme);
            foreach (var wrong in new[] { $"anna:{Password}!", $"otto:{Password}", "anna:", "anna", $":{Password}" })
            {
                using var refused = await GetAsync(silo, path, wrong);
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            }

            using var known = await GetAsync(silo, path, $"anna:{Password}");
            Assert.Equal(HttpStatusCode.OK, known.StatusCode);
            Assert.Equal("nosniff", known.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", known.Headers.GetValues("X-Frame-Options").Single());
            Assert.Contains(
                "frame-ancestors 'none'", known.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        using var health = await GetAsync(silo, "/health/ready", null);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var head = await silo.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync()).Length));
        }
    }

    [Fact]
    public async Task WithoutTheSwitch_ThereIsNoDashboard()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var silo = await RunningApp.StartSiloAsync(postgres.ConnectionStringOf(database));
        using var answer = await GetAsync(silo, "/dashboard/", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    public void WithoutAPasswordThatIsOne_TheDashboardIsRefused(string? password)
    {
        var configuration = Configure(
            ("Postgres", "Host=x"), ("Dashboard", "true"), ("HealthAddress", "0.0.0.0"), ("DashboardPassword", password));
        var refused = Assert.Throws<ConfigurationException>(() => StreamPulseConfiguration.Load(configuration));
        Assert.Contains("DashboardPassword has", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePassword_MayBeInAFile()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Password + "\n");
            var settings = StreamPulseConfiguration.Load(
                Configure(("Postgres", "Host=x"), ("Dashboard", "true"), ("DashboardPassword_File", file)));
            Assert.Equal(Password, settings.DashboardPassword);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IConfiguration Configure(params (string Key, string? Value)[] pairs)
        => new ConfigurationBuilder().AddInMemoryCollection(pairs.ToDictionary(static p => p.Key, static p => p.Value)).Build();

    private static async Task<HttpResponseMessage> GetAsync(RunningApp silo, string path, string? login)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (login is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
        return await silo.Client.SendAsync(request);
    }
}
