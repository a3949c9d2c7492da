using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Cluster;

/// <summary>Keeps one cluster program running: restarts it, after a pause, whenever it ends.</summary>
/// <param name="name">Display name.</param>
/// <param name="describe">How it is started; the argument says whether it should get new ports.</param>
/// <param name="patience">How long it may take to stop.</param>
/// <param name="restartAfter">Pause after its first end; doubled after each further end until it has run for a minute.</param>
internal sealed class ChildSupervisor(
    string name, Func<bool, ChildProgram> describe, ChildLog log, TimeSpan patience, TimeSpan restartAfter, ReadyProbe probe,
    Terminal terminal) : IDisposable
{
    private const int FirstStarts = 3;
    private static readonly TimeSpan FirstStartBound = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongRun = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _firstReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ChildProcess? _child;

    public string Name => name;

    public ChildLog Log => log;

    /// <summary>Id of the running process, or of the last one.</summary>
    public int ProcessId { get; private set; }

    /// <summary>When it was ready for the first time.</summary>
    public Task FirstReady => _firstReady.Task;

    /// <summary>Completes after it was asked to stop and has stopped.</summary>
    /// <exception cref="ClusterStartException">It has never become ready and is not retried.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = restartAfter;
        var wasReady = true;
        for (var start = 1; !stop.IsCancellationRequested; start++)
        {
            var program = describe(!wasReady);
            var startedAt = TimeProvider.System.GetTimestamp();
            (wasReady, var exitCode) = await RunOnceAsync(program, start > 1, stop);
            if (exitCode is null)
                return;
            if (!FirstReady.IsCompleted && (start == FirstStarts || exitCode is ExitCodes.Usage or ExitCodes.DependencyMissing))
                throw NotUp(FormattableString.Invariant($"ended with exit code {exitCode} before it was ready"), exitCode.Value);
            pause = TimeProvider.System.GetElapsedTime(startedAt) >= LongRun ? restartAfter : pause;
            Terminal.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} (process {ProcessId}) ended with exit code {exitCode}; starting it again in {pause.TotalSeconds:0} s. "
                + $"The end of its log, {log.Path}:{Environment.NewLine}{log.Tail}"));
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Kills the process immediately.</summary>
    public void Kill() => _child?.Kill();

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    /// <returns>Whether it was ready, and its exit code; null if it was asked to stop.</returns>
    private async Task<(bool WasReady, int? ExitCode)> RunOnceAsync(ChildProgram program, bool isAgain, CancellationToken stop)
    {
        using var child = ChildProcess.Start(program, log);
        _child = child;
        ProcessId = child.Id;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ready = WaitReadyAsync(program, isAgain, ended.Token);
        try
        {
            var exitCode = await child.Ended.WaitAsync(stop);
            await ended.CancelAsync();
            return (await ready, exitCode);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!await child.StopAsync(patience))
            {
                Terminal.Error(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} (process {ProcessId}) did not stop within {patience.TotalSeconds} s and was killed; its log is {log.Path}."));
            }

            await ready;
            return (true, null);
        }
        finally
        {
            _child = null;
        }
    }

    private async Task<bool> WaitReadyAsync(ChildProgram program, bool isAgain, CancellationToken ended)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ended);
        if (!FirstReady.IsCompleted)
            bound.CancelAfter(FirstStartBound);
        try
        {
            await probe.WaitAsync(program.Ready, bound.Token);
            if (isAgain)
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{name} runs again as process {ProcessId}."));
            _firstReady.TrySetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            if (!ended.IsCancellationRequested)
                _firstReady.TrySetException(NotUp("was not ready in time", ExitCodes.Failed));
            return false;
        }
    }

    private ClusterStartException NotUp(string what, int exitCode)
        => new(
            $"{name} {what}. The end of its log, {log.Path}:{Environment.NewLine}{log.Tail}",
            exitCode is ExitCodes.Usage or ExitCodes.DependencyMissing ? exitCode : ExitCodes.Failed);
}
