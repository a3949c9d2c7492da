using StreamPulse.LocalPostgres;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>A private cluster's directory for one test; its server is ended and its files are removed at the end.</summary>
internal sealed class InstanceDirectory : IAsyncDisposable
{
    public string Path { get; } = TestDirectory.Create();

    /// <summary>Ends the server as a crash of it would.</summary>
    public async Task StopServerImmediateAsync()
    {
        var cluster = await LocalPostgresCluster.StartAsync(new LocalPostgresOptions { Directory = Path }, CancellationToken.None);
        await cluster.StopAsync(StopMode.Immediate);
    }

    /// <summary>Restarts the server as its operator would; sessions that are open end.</summary>
    public async Task RestartServerAsync()
    {
        var cluster = await LocalPostgresCluster.StartAsync(new LocalPostgresOptions { Directory = Path }, CancellationToken.None);
        await cluster.StopAsync(StopMode.Fast);
        await LocalPostgresCluster.StartAsync(new LocalPostgresOptions { Directory = Path }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(System.IO.Path.Combine(Path, "data", "PG_VERSION")))
            await StopServerImmediateAsync();
        Directory.Delete(Path, recursive: true);
    }
}
