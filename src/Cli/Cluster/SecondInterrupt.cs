using System.Runtime.InteropServices;

namespace StreamPulse.Cli.Cluster;

/// <summary>Acts on the second Ctrl-C; the first one is the command line's.</summary>
internal sealed class SecondInterrupt : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private int _count;

    public SecondInterrupt(Action act)
        => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref _count) == 2)
                act();
        });

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();
}
