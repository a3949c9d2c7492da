using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>The OpenAPI document.</summary>
public sealed class DescriptionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_route_is_described_with_its_parameters()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var document = (await api.GetAsync("/openapi/v1.json")).Json;

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = document.GetProperty("paths");
        Assert.Equal(
            [
                "/api/alerts", "/api/alerts/{id}", "/api/alerts/{id}/acknowledge", "/api/alerts/{id}/resolve",
                "/api/alerts/{id}/unacknowledge",
                "/api/events", "/api/me", "/api/pipeline", "/api/stats/alerts", "/api/stats/content", "/api/stats/device",
                "/api/stats/devices", "/api/stats/realtime",
                "/api/stats/region", "/api/stats/regions", "/api/stats/rows/contents", "/api/stats/rows/devices", "/api/stats/rows/regions",
                "/api/stats/stream", "/api/stats/stream/ticket", "/api/stats/summary",
                "/api/stats/timeseries", "/api/stats/trending", "/health", "/health/live",
                "/health/ready",
            ],
            Answer.Names(paths).Order(StringComparer.Ordinal));
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.NotEqual("", operation.Value.GetProperty("operationId").GetString());
            Assert.NotEqual("", operation.Value.GetProperty("summary").GetString());
            Assert.Single(operation.Value.GetProperty("tags").EnumerateArray());
        }

        var minutes = paths.GetProperty("/api/stats/timeseries").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "minutes");
        Assert.Equal("query", minutes.GetProperty("in").GetString());
        Assert.Equal((5, 1440, 60), (Schema("minimum"), Schema("maximum"), Schema("default")));
        Assert.Equal(
            ["application/json", "application/x-ndjson", "application/ndjson", "application/avro", "avro/binary"],
            Answer.Names(paths.GetProperty("/api/events").GetProperty("post").GetProperty("requestBody").GetProperty("content")));

        int Schema(string name) => minutes.GetProperty("schema").GetProperty(name).GetInt32();
    }

    /// <summary>docs/openapi.json is what the service says of itself. STREAMPULSE_WRITE_OPENAPI=1 writes it anew.</summary>
    [Fact]
    public async Task The_committed_document_is_the_service_s_own()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var path = Path.Combine(Repository.Root, "docs", "openapi.json");
        var answer = await api.GetAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var text = JsonSerializer.Serialize(
            answer.Json, new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        if (Environment.GetEnvironmentVariable("STREAMPULSE_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(path, text);

        Assert.Equal(await File.ReadAllTextAsync(path), text);
    }
}
