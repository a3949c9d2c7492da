using System.Diagnostics;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>Waits for progress; a bound on the time ends a test that makes none, and says where it stood.</summary>
internal static class WaitUntil
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, Func<string> state)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound, $"No progress within {Bound}: {state()}");
            await Task.Yield();
        }
    }
}
