using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StreamPulse.Core.Results;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>A silo with its gateway in this process, as <c>up</c> runs them, and a client of its API.</summary>
internal sealed class UpRun : IAsyncDisposable
{
    private readonly DatabaseSession _session;
    private readonly UpHost _host;
    private readonly HttpClient _client = new();
    private bool _isRunning = true;

    private UpRun(DatabaseSession session, UpHost host) => (_session, _host) = (session, host);

    /// <summary>What the gateway knows of the pipeline.</summary>
    public PipelineProgress Progress => _host.Services.GetRequiredService<IPipelineProgress>().GetProgress();

    public static async Task<UpRun> StartAsync(PipelineRun run, Func<StreamPulseOptions, StreamPulseOptions>? change = null)
    {
        var options = change?.Invoke(run.Options) ?? run.Options;
        var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Write, null, default);
        var host = await UpHost.BuildOverAsync(run.GivenLog, options, session, PipelineRun.Quiet, default);
        await host.StartAsync(default);
        return new UpRun(session, host);
    }

    /// <summary>An answer of the API as JSON.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(_host.Address + path));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>The state of the pipeline as /health says it, and whether all is healthy.</summary>
    public async Task<(string? State, bool IsHealthy)> HealthAsync()
    {
        var health = await GetAsync("/health");
        return ((string?)health["engine"], (string?)health["status"] == "healthy");
    }

    /// <summary>Waits until /health says that the pipeline is blocked; gives the reason.</summary>
    public async Task<string> WaitBlockedAsync()
    {
        await Testing.Progress.UntilAsync("health", ("blocked", false), HealthAsync);
        return (string?)(await GetAsync("/health"))["detail"] ?? string.Empty;
    }

    /// <summary>Waits until it says that all is well.</summary>
    public Task WaitRunningAsync() => Testing.Progress.UntilAsync("health", ("running", true), HealthAsync);

    public async Task StopAsync()
    {
        _isRunning = false;
        await _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_isRunning)
            await StopAsync();
        await _host.DisposeAsync();
        await _session.DisposeAsync();
    }
}
