using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Caching;

/// <summary>
/// Answers the same question once for all who ask it at the same time, and gives a finished answer again while it is fresh enough.
/// Failures are given to those who wait for them and not kept. What is too old to be given again is let go, at most once a second.
/// </summary>
internal sealed class SingleFlightCache(TimeProvider time, IOptions<ApiOptions> options)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _sweptAt;

    /// <summary>Number of answers that are kept or being computed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>The answer to <paramref name="key"/>: one that is being computed, one not older than <paramref name="lifetime"/>, or a new one.</summary>
    /// <param name="key">Names the question with all its parameters; equal keys must stand for equal questions.</param>
    /// <param name="lifetime">Counted from when the computing began; zero shares an answer only while it is being computed.</param>
    /// <param name="compute">Must end by itself: it serves others too, so it is not cancelled when one caller goes away.</param>
    /// <param name="cancellationToken">Ends this caller's wait only.</param>
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
        => !entry.Answer.IsCompleted || (entry.Answer.IsCompletedSuccessfully && time.GetElapsedTime(entry.StartedAt, now) < entry.Lifetime);

    /// <summary>Those being computed stay, so that their callers stay together; when all are, further questions are computed one by one.</summary>
    private void MakeRoom(long now)
    {
        if (_entries.Count < options.Value.MaxStoredAnswers && time.GetElapsedTime(_sweptAt, now) < BetweenSweeps)
            return;
        _sweptAt = now;
        foreach (var key in _entries.Where(pair => !IsUsable(pair.Value, now)).Select(pair => pair.Key).ToList())
            _entries.Remove(key);
        if (_entries.Count < options.Value.MaxStoredAnswers)
            return;
        var oldest = _entries.Where(pair => pair.Value.Answer.IsCompleted).OrderBy(pair => pair.Value.StartedAt).Select(pair => pair.Key).FirstOrDefault();
        if (oldest is not null)
            _entries.Remove(oldest);
    }

    private sealed record Entry(Task Answer, long StartedAt, TimeSpan Lifetime);
}
