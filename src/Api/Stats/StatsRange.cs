namespace StreamPulse.Api.Stats;

/// <summary>Which windows a request is about.</summary>
/// <param name="Minutes">Length of the range.</param>
/// <param name="Live">Open windows are part of it.</param>
/// <param name="AsOf">End of the range; null for now.</param>
internal readonly record struct StatsRange(int Minutes, bool Live, DateTimeOffset? AsOf)
{
    /// <summary>Equal for equal ranges.</summary>
    public string Key => FormattableString.Invariant($"{Minutes}|{Live}|{AsOf?.UtcTicks}");
}
