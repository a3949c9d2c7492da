using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace StreamPulse.Supervision;

/// <summary>
/// Stops the host when standard input ends, which happens when its supervisor closes it and also when the supervisor dies, however it dies.
/// A stop that takes longer than <see cref="LongestStop"/> is cut short: the process exits.
/// </summary>
internal sealed partial class SupervisedLifetime(IHostApplicationLifetime lifetime, ILogger<SupervisedLifetime> logger)
    : IHostLifetime, IDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(45);

    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly ManualResetEventSlim _ended = new();

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var toGroup in new[] { PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP })
            _signals.Add(PosixSignalRegistration.Create(toGroup, static context => context.Cancel = true));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            lifetime.StopApplication();
        }));
        // A thread of its own: reading standard input blocks it.
        new Thread(Watch) { IsBackground = true, Name = "supervisor watch" }.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Set();
        _signals.ForEach(static s => s.Dispose());
    }

    private void Watch()
    {
        ReadToEnd();
        Stopping(logger);
        lifetime.StopApplication();
        if (_ended.Wait(LongestStop))
            return;
        CutShort(logger, LongestStop);
        Process.GetCurrentProcess().Kill();
    }

    private static void ReadToEnd()
    {
        try
        {
            using var handle = new SafeFileHandle(0, ownsHandle: false);
            using var input = new FileStream(handle, FileAccess.Read, bufferSize: 1);
            var buffer = new byte[256];
            while (input.Read(buffer) > 0)
            {
                // The input itself is ignored; only its end counts.
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No standard input: there is no supervisor.
        }
    }

    [LoggerMessage(1300, LogLevel.Information, "The supervisor closed standard input; stopping.")]
    private static partial void Stopping(ILogger logger);

    [LoggerMessage(1301, LogLevel.Error,
        "The stop did not come to its end within {Bound} and is cut short. "
        + "Events that are not in a checkpoint are read again at the next start.")]
    private static partial void CutShort(ILogger logger, TimeSpan bound);
}
