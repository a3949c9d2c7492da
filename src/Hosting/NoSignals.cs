using Microsoft.Extensions.Hosting;

namespace StreamPulse.Hosting;

/// <summary>Lifetime of a host inside a program that handles signals itself.</summary>
internal sealed class NoSignals : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
