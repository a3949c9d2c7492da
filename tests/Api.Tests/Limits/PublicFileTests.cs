using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>What everybody may fetch: the OpenAPI document and the page.</summary>
public sealed class PublicFileTests(PostgresFixture postgres) : IDisposable
{
    private const string Document = "/openapi/v1.json";

    private readonly TestTokens _tokens = new();

    [Fact]
    public async Task The_document_is_built_once_for_all_readers()
    {
        var builds = 0;
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            services: services => services.Configure<OpenApiOptions>(
                "v1", options => options.AddDocumentTransformer((_, _, _) =>
                {
                    Interlocked.Increment(ref builds);
                    return Task.CompletedTask;
                })));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => api.GetAsync(Document)));

        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, builds);
    }

    [Fact]
    public async Task The_document_is_compressed_for_those_who_want_it_and_not_sent_to_those_who_have_it()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var plain = await api.GetAsync(Document);

        using var request = new HttpRequestMessage(HttpMethod.Get, Document);
        request.Headers.Add("Accept-Encoding", "gzip, br");
        using var zipped = await api.Client.SendAsync(request);
        var bytes = await zipped.Content.ReadAsByteArrayAsync();
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var unzipped = await JsonDocument.ParseAsync(gzip);

        Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
        Assert.True(JsonElement.DeepEquals(plain.Json, unzipped.RootElement));
        Assert.InRange(bytes.Length, 1, plain.Body.Length / 5);
        Assert.NotEqual(plain.Headers["ETag"], zipped.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, (await api.GetAsync(Document, ("If-None-Match", plain.Headers["ETag"]))).Status);
    }

    [Theory]
    [InlineData(Document)]
    [InlineData("/")]
    public async Task Reading_them_is_limited(string path)
    {
        var page = Path.GetDirectoryName(_tokens.Write("index.html", "<!doctype html><title>page</title>"))!;
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), page: page, security: _tokens.Security with
            {
                RateLimits = new RateLimitOptions { ReadPerSecond = 1, ReadBurst = 3, LimitThisMachine = true },
            });

        var answers = new List<Answer>();
        for (var i = 0; i < 20; i++)
            answers.Add(await api.GetAsync(path));

        Assert.Equal(HttpStatusCode.OK, answers[0].Status);
        ProblemTests.AssertProblem(
            answers.Last(static a => a.Status != HttpStatusCode.OK), HttpStatusCode.TooManyRequests, "too-many-requests", path);
    }

    public void Dispose() => _tokens.Dispose();
}
