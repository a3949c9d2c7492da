using System.Diagnostics;

namespace StreamPulse.Fuzz.Engine;

/// <summary>Runs a target on one input and turns every failure into a finding.</summary>
internal sealed class InputCheck(IFuzzTarget target, HangWatch? watch)
{
    /// <summary>Most bytes that a check has allocated so far.</summary>
    public long MaxAllocatedBytes { get; private set; }

    /// <summary>Longest that a check has taken so far.</summary>
    public TimeSpan MaxTime { get; private set; }

    /// <summary>Null, and the outcome; or how the input fails.</summary>
    public (string Kind, string Error)? Run(byte[] input, out FuzzOutcome outcome)
    {
        outcome = default;
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var startedAt = Stopwatch.GetTimestamp();
        watch?.Begin(input);
        try
        {
            outcome = target.Check(input);
        }
        catch (PropertyBrokenException e)
        {
            return (e.Property, e.ToString());
        }
        catch (Exception e)
        {
            return (KindOf(e), e.ToString());
        }
        finally
        {
            watch?.End();
            MaxTime = TimeSpan.FromTicks(Math.Max(MaxTime.Ticks, Stopwatch.GetElapsedTime(startedAt).Ticks));
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        MaxAllocatedBytes = Math.Max(MaxAllocatedBytes, allocated);
        var allowed = target.AllowedAllocationBytes(input.Length);
        return allocated <= allowed
            ? null
            : ("too much memory", $"{allocated} bytes were allocated for an input of {input.Length}; {allowed} are allowed.");
    }

    /// <summary>The exception's type and the first method of the product that it went through.</summary>
    private static string KindOf(Exception e)
    {
        var frame = new StackTrace(e).GetFrames()
            .Select(f => f.GetMethod()?.DeclaringType?.FullName is { } type ? $"{type}.{f.GetMethod()!.Name}" : "")
            .FirstOrDefault(name => name.StartsWith("StreamPulse.", StringComparison.Ordinal)
                && !name.StartsWith("StreamPulse.Fuzz.", StringComparison.Ordinal));
        return $"{e.GetType().Name} in {frame ?? "a check"}";
    }
}
