using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Parameters;
using static StreamPulse.Api.Stats.Details.DetailParameters;

namespace StreamPulse.Api.Stats.Details;

/// <summary>The requested range, half-open: the minutes before a time, or two ends.</summary>
/// <param name="Minutes">Length of the range before <paramref name="AsOf"/>; ignored if the ends are given.</param>
/// <param name="AsOf">Its end; null for now.</param>
/// <param name="Ends">Both ends; null if the range is given in minutes.</param>
internal sealed record AskedRange(int Minutes, DateTimeOffset? AsOf, (DateTimeOffset From, DateTimeOffset To)? Ends, bool Live)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Whether the range does not move with the clock.</summary>
    public bool IsFixed => Ends is not null || AsOf is not null;

    /// <summary>Equal for equal ranges.</summary>
    public string Key => Ends is { } ends
        ? FormattableString.Invariant($"{ends.From.UtcTicks}-{ends.To.UtcTicks}|{Live}")
        : FormattableString.Invariant($"{Minutes}|{AsOf?.UtcTicks}|{Live}");

    public (DateTimeOffset From, DateTimeOffset To) At(DateTimeOffset now)
    {
        if (Ends is { } ends)
            return ends;
        var to = AsOf ?? now;
        return (to.AddMinutes(-Minutes), to);
    }

    /// <summary>Whether a request may use these ends. Cursors must be checked too, because anybody can make one.</summary>
    public static bool CouldBe(DateTimeOffset from, DateTimeOffset to)
        => from < to && to - from <= Longest && to >= InstantParameter.Minimum && to < InstantParameter.End;

    /// <summary>Reads the range, and adds errors to <paramref name="errors"/>.</summary>
    /// <param name="live">Null if open windows are never part of the response.</param>
    public static AskedRange Read(IQueryCollection query, BoolParameter? live, ParameterErrors errors)
    {
        var minutes = DetailParameters.Minutes.Read(query, errors);
        var asOf = DetailParameters.AsOf.Read(query, errors);
        var (from, to) = (From.Read(query, errors), To.Read(query, errors));
        var (hasFrom, hasTo) = (query.ContainsKey(From.Name), query.ContainsKey(To.Name));
        if (hasFrom != hasTo)
            errors.Add(hasFrom ? To.Name : From.Name, "", "both from and to, or neither");
        QueryParameter[] excluded = hasFrom || hasTo ? [DetailParameters.Minutes, DetailParameters.AsOf] : [];
        foreach (var other in excluded.Where(other => query.ContainsKey(other.Name)))
            errors.Add(other.Name, query[other.Name].ToString(), "no value if from and to are given");
        if (from is { } f && to is { } t && (t <= f || t - f > Longest))
            errors.Add(To.Name, query[To.Name].ToString(), "a time after from, and at most 7 days after it");
        return new AskedRange(
            minutes, asOf, from is not null && to is not null ? (from.Value, to.Value) : null, live?.Read(query, errors) ?? false);
    }
}
