namespace StreamPulse.Api.Stats;

/// <summary>The range of windows of a request.</summary>
/// <param name="Minutes">Length of the range.</param>
/// <param name="Live">Whether it includes open windows.</param>
/// <param name="AsOf">End of the range; null for now.</param>
internal readonly record struct StatsRange(int Minutes, bool Live, DateTimeOffset? AsOf)
{
    /// <summary>Equal for equal ranges.</summary>
    public string Key => FormattableString.Invariant($"{Minutes}|{Live}|{AsOf?.UtcTicks}");
}
