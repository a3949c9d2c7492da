using System.Diagnostics;

namespace StreamPulse.Fuzz.Engine;

/// <summary>Reports, from another thread, an input whose check does not end.</summary>
internal sealed class HangWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly Action<byte[]> _onHang;
    private readonly Timer _timer;
    private byte[]? _input;
    private long _startedAt;

    /// <param name="limit">How long one check may take; far more than any needs.</param>
    /// <param name="onHang">Gets the input, once. The check cannot be broken off, so this has to end the process or the waiting.</param>
    public HangWatch(TimeSpan limit, Action<byte[]> onHang)
    {
        (_limit, _onHang) = (limit, onHang);
        var period = TimeSpan.FromMilliseconds(Math.Clamp(limit.TotalMilliseconds / 4, 10, 1_000));
        _timer = new Timer(_ => Look(), null, period, period);
    }

    /// <summary>A check begins.</summary>
    public void Begin(byte[] input)
    {
        Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
        Volatile.Write(ref _input, input);
    }

    /// <summary>The check has ended.</summary>
    public void End() => Volatile.Write(ref _input, null);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var input = Volatile.Read(ref _input);
        if (input is null || Stopwatch.GetElapsedTime(Volatile.Read(ref _startedAt)) < _limit)
            return;
        if (Interlocked.CompareExchange(ref _input, null, input) == input)
            _onHang(input);
    }
}
