using System.Globalization;
using System.Text.Json;
using StreamPulse.Fuzz.Engine;

namespace StreamPulse.Fuzz;

/// <summary>A run's figures: a line a target as it ends, or all of them as JSON at the end.</summary>
internal sealed class FuzzReport(TextWriter output, bool isJson)
{
    private static readonly JsonSerializerOptions Json =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private bool _isBegun;

    public void Add(FuzzResult result)
    {
        if (isJson)
            return;
        if (!_isBegun)
        {
            output.WriteLine("| target | inputs | seconds | failed | behaviours | most MiB allocated | longest ms | outcomes "
                + "|\n|---|---|---|---|---|---|---|---|");
        }

        _isBegun = true;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Target} | {result.Inputs:N0} | {result.Elapsed.TotalSeconds:N0} | {result.FailedInputs:N0} | {result.Signals:N0} | "
            + $"{result.MaxAllocatedBytes / 1048576.0:N1} | {result.MaxTime.TotalMilliseconds:N0} | "
            + $"{string.Join(", ", result.Outcomes.Select(Text))} |"));
        output.Flush();
    }

    public void End(ulong seed, IReadOnlyList<FuzzResult> results)
    {
        if (!isJson)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nseed {seed}: {results.Sum(r => r.Inputs):N0} inputs, "
                + $"{results.Sum(r => r.FailedInputs):N0} failed, {results.Sum(r => r.Elapsed.TotalSeconds):N0} s"));
            return;
        }

        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                seed,
                targets = results.Select(r => new
                {
                    r.Target,
                    r.Inputs,
                    r.Elapsed.TotalSeconds,
                    r.FailedInputs,
                    Behaviours = r.Signals,
                    r.MaxAllocatedBytes,
                    LongestMs = r.MaxTime.TotalMilliseconds,
                    Outcomes = r.Outcomes.ToDictionary(),
                    Findings = r.Findings.Select(f => new { f.Number, f.Kind, InputBase64 = Convert.ToBase64String(f.Input) }),
                }),
            },
            Json));
    }

    private static string Text(KeyValuePair<string, long> outcome)
        => string.Create(CultureInfo.InvariantCulture, $"{outcome.Key} {outcome.Value:N0}");
}
