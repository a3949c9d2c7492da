using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Caching;

/// <summary>
/// Computes concurrent identical requests once, and returns a finished response again while it is fresh enough. Failures are returned to
/// the waiting callers and not cached. Expired responses are removed, at most once per second.
/// </summary>
internal sealed class SingleFlightCache(TimeProvider time, IOptions<ApiOptions> options)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _sweptAt;

    /// <summary>Number of responses that are cached or being computed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>Returns a response that is being computed, one not older than <paramref name="lifetime"/>, or a new one.</summary>
    /// <param name="key">Identifies the request with all its parameters; equal keys must mean equal requests.</param>
    /// <param name="lifetime">Measured from the start of the computation; zero shares a response only while it is being computed.</param>
    /// <param name="compute">Must end by itself: it serves other callers too, so it is not cancelled when one caller disconnects.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait.</param>
    public Task<T> GetAsync<T>(string key, TimeSpan lifetime, Func<Task<T>> compute, CancellationToken cancellationToken)
    {
        Task<T> answer;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_entries.TryGetValue(key, out var entry) && IsUsable(entry, now))
            {
                answer = (Task<T>)entry.Answer;
            }
            else
            {
                _entries.Remove(key);
                MakeRoom(now);
                answer = Task.Run(compute, CancellationToken.None);
                if (_entries.Count < options.Value.MaxStoredAnswers)
                    _entries.Add(key, new Entry(answer, now, lifetime));
            }
        }

        return answer.WaitAsync(cancellationToken);
    }

    private bool IsUsable(Entry entry, long now)
        => !entry.Answer.IsCompleted
            || (entry.Answer.IsCompletedSuccessfully && time.GetElapsedTime(entry.StartedAt, now) < entry.Lifetime);

    /// <summary>
    /// Responses being computed are kept so that their callers share them; if all entries are being computed, further requests are not
    /// shared.
    /// </summary>
    private void MakeRoom(long now)
    {
        if (_entries.Count < options.Value.MaxStoredAnswers && time.GetElapsedTime(_sweptAt, now) < BetweenSweeps)
            return;
        _sweptAt = now;
        foreach (var key in _entries.Where(pair => !IsUsable(pair.Value, now)).Select(pair => pair.Key).ToList())
            _entries.Remove(key);
        if (_entries.Count < options.Value.MaxStoredAnswers)
            return;
        var oldest = _entries.Where(pair => pair.Value.Answer.IsCompleted).OrderBy(pair => pair.Value.StartedAt).Select(pair => pair.Key)
            .FirstOrDefault();
        if (oldest is not null)
            _entries.Remove(oldest);
    }

    private sealed record Entry(Task Answer, long StartedAt, TimeSpan Lifetime);
}
