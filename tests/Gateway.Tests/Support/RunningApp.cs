using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Gateway.Hosting;
using StreamPulse.Pipeline;
using StreamPulse.Silo.Hosting;
using StreamPulse.Standalone.Engine;
using StreamPulse.Standalone.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Gateway.Tests.Support;

/// <summary>A silo, a gateway or the standalone program, in this process, on ports of its own.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    /// <summary>Nothing becomes idle in a test, so windows close by events alone and open ones stay open.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly WebApplication _app;
    private readonly IAsyncDisposable? _beside;

    private RunningApp(WebApplication app, IAsyncDisposable? beside)
    {
        (_app, _beside) = (app, beside);
        Client = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    public HttpClient Client { get; }

    public static async Task<RunningApp> StartSiloAsync(string connectionString, Func<SiloSettings, SiloSettings>? change = null)
    {
        var (silo, gateway) = Ports.ChooseTwo();
        var settings = new SiloSettings
        {
            Postgres = connectionString,
            SiloPort = silo,
            GatewayPort = gateway,
            HealthPort = 0,
            Grains = new PipelineOptions { IdleTimeout = Never, CommitInterval = TimeSpan.FromMilliseconds(100) },
        };
        return await StartAsync(await SiloHost.BuildAsync(change?.Invoke(settings) ?? settings, Silent, CancellationToken.None), null);
    }

    public static async Task<RunningApp> StartGatewayAsync(string connectionString)
        => await StartAsync(
            await GatewayHost.BuildAsync(new GatewaySettings { Postgres = connectionString, Port = 0 }, Silent, CancellationToken.None),
            null);

    public static async Task<RunningApp> StartStandaloneAsync(string connectionString)
    {
        var options = new StandaloneOptions { Postgres = connectionString, Port = 0, Engine = new EngineOptions { IdleTimeout = Never } };
        var session = await DatabaseSession.OpenAsync(options, null, CancellationToken.None);
        return await StartAsync(await StandaloneHost.BuildAsync(options, session, null, Silent, CancellationToken.None), session);
    }

    /// <summary>The answer as JSON, without the moment it was given at.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Waits until so many records are in the open windows or in rows, and checkpoints.</summary>
    public Task WaitProcessedAsync(NpgsqlDataSource database, long records)
        => Progress.UntilAsync(
            $"records in checkpoints of {records}", records,
            async ()
                => Convert.ToInt64(
                    await database.ScalarAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints"),
                    System.Globalization.CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_beside is not null)
            await _beside.DisposeAsync();
    }

    private static async Task<RunningApp> StartAsync(WebApplication app, IAsyncDisposable? beside)
    {
        await app.StartAsync();
        return new RunningApp(app, beside);
    }

    private static void Silent(ILoggingBuilder logging) => logging.ClearProviders();
}
