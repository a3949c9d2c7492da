using System.Net;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>HEAD is answered as GET is, without a body.</summary>
public sealed class HeadTests(PostgresFixture postgres)
{
    private static readonly string[] Varying = ["Date", "Transfer-Encoding"];

    [Fact]
    public async Task Every_route_with_GET_answers_HEAD_alike()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await database.ContentAsync("a", 1, 3, 1);
        await using var api = await ApiHost.StartAsync(database);
        var paths = (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject()
            .Where(static path => path.Value.TryGetProperty("get", out _))
            .Select(static path => path.Name.Replace("{id}", "1", StringComparison.Ordinal))
            .Where(static path => path != "/api/stats/stream").ToList();
        Assert.True(paths.Count > 15, $"{paths.Count} paths");

        foreach (var path in paths.Append("/openapi/v1.json").Append("/api/stats/content?content_id=a").Append("/api/nothing"))
        {
            var get = await api.GetAsync(path);
            var head = await HeadAsync(api, path);

            Assert.Equal((path, get.Status, ""), (path, head.Status, head.Body));
            Assert.Equal(Headers(get), Headers(head));
        }
    }

    [Fact]
    public async Task HEAD_of_a_stream_tells_its_type_and_ends()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var head = await HeadAsync(api, "/api/stats/stream");

        Assert.Equal((HttpStatusCode.OK, "text/event-stream", "no"), (head.Status, head.MediaType, head.Headers["X-Accel-Buffering"]));
        await WaitUntil.TrueAsync(() => api.Hub.SubscriberCount == 0, () => $"{api.Hub.SubscriberCount} subscribers");
    }

    [Fact]
    public async Task Another_method_is_told_of_both()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/health"));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (answer.Status, answer.Headers["Allow"]));
    }

    private static Task<Answer> HeadAsync(ApiHost api, string path) => api.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

    /// <summary>All headers that do not differ between two requests; the length only where the answer to HEAD tells it.</summary>
    private static string[] Headers(Answer answer)
        => [.. answer.Headers.Where(static h => !Varying.Contains(h.Key) && h.Key != "Content-Length")
            .Select(static h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal)];
}
