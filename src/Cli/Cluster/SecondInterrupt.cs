using System.Runtime.InteropServices;

namespace StreamPulse.Cli.Cluster;

/// <summary>Runs an action on the second Ctrl-C; the command line handles the first.</summary>
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
