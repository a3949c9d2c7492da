using StreamPulse.Core.Retries;

namespace StreamPulse.LocalPostgres;

/// <summary>
/// Starts the private server again whenever it ends without having been stopped by this program: its postmaster was killed, or its disk was
/// full. Tries until it runs, with growing pauses; one message says that it has ended and why it does not start, one that it runs again.
/// </summary>
public sealed class LocalPostgresKeeper : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly LocalPostgresCluster _cluster;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile string? _problem;

    /// <param name="tell">Takes the messages.</param>
    public LocalPostgresKeeper(LocalPostgresCluster cluster, TimeProvider time, Action<string> tell)
    {
        (_cluster, _time, _tell) = (cluster, time, tell);
        _loop = Task.Run(KeepAsync);
    }

    /// <summary>Why the server does not run, as a sentence; null while it does.</summary>
    public string? Problem => _problem;

    /// <summary>Lets the server be as it is from now on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (!IsRunning())
                await StartAgainAsync().ConfigureAwait(false);
            await Task.Delay(LookEvery, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsRunning()
    {
        try
        {
            return _cluster.ServerProcessId is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // not known: a start would not find its files either
        }
    }

    private async Task StartAgainAsync()
    {
        var endedAt = _time.GetTimestamp();
        var backoff = new ExponentialBackoff(ShortestPause, LongestPause, _time);
        string? told = null;
        _problem = "The private PostgreSQL has ended and is started again.";
        _tell("The private PostgreSQL has ended by itself; it is started again. What is in its log is not lost.");
        while (true)
        {
            try
            {
                await _cluster.StartAgainAsync(_stop.Token).ConfigureAwait(false);
                _problem = null;
                _tell($"The private PostgreSQL runs again, after {_time.GetElapsedTime(endedAt).TotalSeconds:0} s.");
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var reason = e.Message.Split('\n')[0];
                _problem = $"The private PostgreSQL has ended and does not start; trying again. {reason}";
                if (told is null)
                    _tell($"The private PostgreSQL does not start; trying again until it does. {e.Message}");
                told = reason;
            }

            await backoff.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
