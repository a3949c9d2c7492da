using Microsoft.Extensions.Hosting;

namespace StreamPulse.Gateway.Cluster;

/// <summary>For a host inside this program: signals are the program's to act on.</summary>
internal sealed class InnerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
