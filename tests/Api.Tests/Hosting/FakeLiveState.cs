using StreamPulse.Core.Results;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>Open windows as a test sets them.</summary>
internal sealed class FakeLiveState : ILiveState
{
    private int _calls;
    private volatile Func<LiveSnapshot> _answer = () => Empty;
    private volatile TaskCompletionSource? _gate;

    public static LiveSnapshot Empty { get; } = new(DateTimeOffset.UnixEpoch, null, [], [], [], []);

    /// <summary>How often it was asked.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>While set, answers wait for it.</summary>
    public TaskCompletionSource? Gate
    {
        get => _gate;
        set => _gate = value;
    }

    public void Answer(LiveSnapshot snapshot) => _answer = () => snapshot;

    public void Fail() => _answer = () => throw new LiveStateUnavailableException("The engine is starting.");

    public async ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (_gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        return _answer();
    }
}
