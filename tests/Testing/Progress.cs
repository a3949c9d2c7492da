namespace StreamPulse.Testing;

/// <summary>Waits for a condition.</summary>
public static class Progress
{
    /// <summary>
    /// Polls until the condition holds; fails with <paramref name="phase"/>, expected and actual after a minute, or the given time.
    /// </summary>
    public static async Task UntilAsync<T>(string phase, T expected, Func<Task<T>> look, TimeSpan? patience = null)
    {
        using var giveUp = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var actual = await look();
        while (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            if (giveUp.IsCancellationRequested)
                throw new TimeoutException($"{phase}: expected {expected}, still {actual}.");
            await timer.WaitForNextTickAsync();
            actual = await look();
        }
    }
}
