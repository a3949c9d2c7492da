namespace StreamPulse.Grains.Calls;

/// <summary>
/// How long one caller waits for calls that may be made again. It stops waiting as soon as any silo dies, and after a time that doubles
/// with every call in a row that was not answered in it: so a lost answer costs little time, and a silo that is slow but alive gets enough
/// time in the end.
/// </summary>
/// <param name="least">For the first call, and after each that was answered.</param>
internal sealed class CallTimeout(SiloFailures failures, TimeProvider time, TimeSpan least)
{
    /// <summary>For calls that are answered from memory.</summary>
    public static readonly TimeSpan ForAnswers = TimeSpan.FromSeconds(2);

    /// <summary>For calls that wait until PostgreSQL has stored something.</summary>
    public static readonly TimeSpan ForRows = TimeSpan.FromSeconds(5);

    /// <summary>Orleans' own response timeout: no call takes longer than this.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _least = least;
    private TimeSpan _current = least;

    /// <summary>The answer.</summary>
    /// <exception cref="TimeoutException">
    /// There was none in time, or a silo has died. Whether the call was carried out is not known; repeat it.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<T> WaitAsync<T>(Task<T> call, CancellationToken cancellationToken = default)
    {
        await WaitAsync((Task)call, cancellationToken);
        return await call;
    }

    /// <inheritdoc cref="WaitAsync{T}"/>
    public async Task WaitAsync(Task call, CancellationToken cancellationToken = default)
    {
        var failure = failures.Next;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(failure, cancellationToken);
        try
        {
            await call.WaitAsync(_current, time, giveUp.Token);
            _current = _least;
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            var waited = _current;
            _current = TimeSpan.FromTicks(Math.Min(_current.Ticks * 2, Most.Ticks));
            throw new TimeoutException($"No answer within {waited:c}; the call is repeated with a longer timeout.");
        }
        catch (OperationCanceledException) when (failure.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("A silo died during the call; the call is repeated.");
        }
    }
}
