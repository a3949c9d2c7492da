using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Gateway;
using StreamPulse.Hosting.Silo;
using StreamPulse.Pipeline;
using StreamPulse.Testing;

namespace StreamPulse.Gateway.Tests.Support;

/// <summary>A silo, a gateway, or both as <c>up</c> runs them, in this process, on ports of its own.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly Func<ValueTask> _stop;

    private RunningApp(string address, Func<ValueTask> stop)
    {
        _stop = stop;
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Client { get; }

    public static async Task<RunningApp> StartSiloAsync(
        string connectionString, Func<StreamPulseOptions, StreamPulseOptions>? change = null)
    {
        var options = Options(connectionString);
        return await StartAsync(await SiloHost.BuildAsync(
            change?.Invoke(options) ?? options, SiloPorts.Choose(1)[0], Silent, CancellationToken.None));
    }

    public static async Task<RunningApp> StartGatewayAsync(string connectionString)
        => await StartAsync(await GatewayHost.BuildAsync(Options(connectionString), Silent, CancellationToken.None));

    /// <summary>A silo and a gateway in one.</summary>
    public static async Task<RunningApp> StartUpAsync(string connectionString)
    {
        var options = Options(connectionString);
        var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Write, null, CancellationToken.None);
        var up = await UpHost.BuildAsync(options, session, Silent, CancellationToken.None);
        await up.StartAsync(CancellationToken.None);
        return new RunningApp(up.Address, async () =>
        {
            await up.StopAsync();
            await up.DisposeAsync();
            await session.DisposeAsync();
        });
    }

    /// <summary>The answer as JSON.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Waits until so many records are in checkpoints.</summary>
    public static Task WaitProcessedAsync(NpgsqlDataSource database, long records)
        => Progress.UntilAsync(
            $"records in checkpoints of {records}", records,
            async () => Convert.ToInt64(
                await database.ScalarAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints"), CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _stop();
    }

    /// <summary>Nothing becomes idle in a test, so windows close by events alone and open ones stay open.</summary>
    private static StreamPulseOptions Options(string connectionString) => new()
    {
        Postgres = connectionString,
        Port = 0,
        Engine = new PipelineOptions { IdleTimeout = TimeSpan.FromHours(1), CommitInterval = TimeSpan.FromMilliseconds(100) },
    };

    private static async Task<RunningApp> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RunningApp(address, async () =>
        {
            await app.StopAsync();
            await app.DisposeAsync();
        });
    }

    private static void Silent(ILoggingBuilder logging) => logging.ClearProviders();
}
