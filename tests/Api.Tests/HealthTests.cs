using System.Net;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class HealthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_service_whose_database_answers_is_healthy()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), options => options.Version = "1.2.3");

        var answer = await api.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"status":"healthy","database":true,"timestamp":"2026-03-01T12:00:30+00:00","version":"1.2.3"}""", answer.Body);
    }

    [Fact]
    public void The_version_is_the_program_s_own_unless_set()
        => Assert.Matches(@"^\d+\.\d+\.\d+", new ApiOptions().Version);
}
