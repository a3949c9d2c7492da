using System.Diagnostics;

namespace StreamPulse.Bench.Http;

/// <summary><see cref="HttpServer"/> as a process of its own; ends with <see cref="DisposeAsync"/>.</summary>
internal sealed class HttpServerProcess : IAsyncDisposable
{
    private HttpServerProcess(Process process, Uri address) => (Process, Address) = (process, address);

    public Process Process { get; }

    public Uri Address { get; }

    public static async Task<HttpServerProcess> StartAsync(string connectionString, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, [typeof(HttpServerProcess).Assembly.Location, HttpServer.Verb, .. arguments])
        {
            Environment = { [HttpServer.PostgresVariable] = connectionString }, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The measured process did not start.");
        return new HttpServerProcess(process, new Uri(
            await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The measured process has ended.")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Process.StandardInput.Close();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }
}
