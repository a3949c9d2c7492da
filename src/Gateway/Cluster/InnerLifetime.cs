using Microsoft.Extensions.Hosting;

namespace StreamPulse.Gateway.Cluster;

/// <summary>Lifetime of a host inside this program; it ignores signals, which the program handles.</summary>
internal sealed class InnerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
