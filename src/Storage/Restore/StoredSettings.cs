using System.Text.Json;
using StreamPulse.Core.Windows;

namespace StreamPulse.Storage.Restore;

/// <summary>The settings that rows depend on, as JSON in the database.</summary>
public static class StoredSettings
{
    /// <summary>As JSON.</summary>
    public static string ToJson(PipelineSettings settings) => JsonSerializer.Serialize(Stored.Of(settings));

    /// <summary>Back from JSON.</summary>
    public static PipelineSettings FromJson(string json) => JsonSerializer.Deserialize<Stored>(json)!.ToSettings();

    /// <summary>One sentence for each setting that differs.</summary>
    public static string Differences(PipelineSettings stored, PipelineSettings wanted)
    {
        var (a, b) = (Stored.Of(stored), Stored.Of(wanted));
        return string.Join(
            "; ",
            typeof(Stored).GetProperties()
                .Where(p => !Equals(p.GetValue(a), p.GetValue(b)))
                .Select(p => $"{p.Name} is {p.GetValue(a)} in the database and {p.GetValue(b)} here"));
    }

    private sealed record Stored(
        long WindowSizeMs, long OutOfOrdernessMs, long AllowedLatenessMs, int MaxKeysPerWindow, int MaxKeyBytes, int MaxTextBytes,
        long MaxAheadOfIngestionMs)
    {
        public static Stored Of(PipelineSettings s) => new(
            Ms(s.WindowSize), Ms(s.OutOfOrderness), Ms(s.AllowedLateness), s.MaxKeysPerWindow,
            s.EventLimits.MaxKeyBytes, s.EventLimits.MaxTextBytes, Ms(s.EventLimits.MaxAheadOfIngestion));

        public PipelineSettings ToSettings() => new()
        {
            WindowSize = TimeSpan.FromMilliseconds(WindowSizeMs),
            OutOfOrderness = TimeSpan.FromMilliseconds(OutOfOrdernessMs),
            AllowedLateness = TimeSpan.FromMilliseconds(AllowedLatenessMs),
            MaxKeysPerWindow = MaxKeysPerWindow,
            EventLimits = new Core.Events.EventLimits
            {
                MaxKeyBytes = MaxKeyBytes,
                MaxTextBytes = MaxTextBytes,
                MaxAheadOfIngestion = TimeSpan.FromMilliseconds(MaxAheadOfIngestionMs),
            },
        };

        private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
    }
}
