using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Push;
using StreamPulse.Api.Security;
using StreamPulse.Core.Results;
using StreamPulse.Log;
using StreamPulse.Storage.Ingest;
using StreamPulse.Storage.Queries;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>The API on a real socket of 127.0.0.1 and a real database; open windows, the log and the clock are the test's.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app, WatchedResults results, FakeLiveState live, FakeLog log, FixedTime time)
    {
        _app = app;
        (Results, Live, Log, Time) = (results, live, log, time);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>As on a laptop: no tokens asked for.</summary>
    public static SecurityOptions Open { get; } = new(new AuthOptions(), new CorsOptions(), new RateLimitOptions());

    public HttpClient Client { get; }

    public WatchedResults Results { get; }

    public FakeLiveState Live { get; }

    public FakeLog Log { get; }

    public FixedTime Time { get; }

    public IServiceProvider Services => _app.Services;

    public SingleFlightCache Cache => _app.Services.GetRequiredService<SingleFlightCache>();

    public PushHub Hub => _app.Services.GetRequiredService<PushHub>();

    /// <summary>Starts it; answers are not kept unless <paramref name="configure"/> says so.</summary>
    /// <param name="progress">How the pipeline is doing; null as where it runs in another program.</param>
    /// <param name="security">What is asked of callers; null for <see cref="Open"/>.</param>
    /// <param name="page">Directory of a page; null for none.</param>
    /// <param name="routes">Adds routes of the test's own.</param>
    /// <param name="services">Adds services of the test's own.</param>
    /// <param name="appender">The log to append to; null for <see cref="Log"/>.</param>
    public static async Task<ApiHost> StartAsync(
        NpgsqlDataSource dataSource, Action<ApiOptions>? configure = null, StoredResultsOptions? stored = null,
        IEventLogAppender? appender = null,
        IPipelineProgress? progress = null, SecurityOptions? security = null, Action<WebApplication>? routes = null, string? page = null,
        Action<IServiceCollection>? services = null)
    {
        var results = new WatchedResults(new PostgresStoredResults(dataSource, stored ?? new StoredResultsOptions()));
        var (live, log, time) = (new FakeLiveState(), new FakeLog(), new FixedTime(Seed.Now));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddStoredResults(dataSource, stored);
        builder.Services.AddSingleton<IStoredResults>(results).AddSingleton<ILiveState>(live)
            .AddSingleton(appender ?? log).AddSingleton<TimeProvider>(time).AddSingleton(new IngestIds(dataSource));
        if (progress is not null)
            builder.Services.AddSingleton(progress);
        builder.Services.AddStreamPulseApi(security ?? Open, options =>
        {
            options.StoredAnswerLifetime = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseStreamPulseApi(page);
        app.MapStreamPulseApi();
        routes?.Invoke(app);
        await app.StartAsync();
        return new ApiHost(app, results, live, log, time);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <param name="token">Sent as bearer token; null for none.</param>
    public Task<Answer> GetAsync(string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return SendAsync(request);
    }

    /// <param name="headers">Sent as they are.</param>
    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return SendAsync(request);
    }

    /// <param name="contentType">Null sends none.</param>
    public Task<Answer> PostAsync(string path, byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return new Answer(
            response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(),
            response.Headers.RetryAfter?.Delta)
        {
            Headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        };
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
