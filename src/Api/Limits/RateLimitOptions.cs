using System.Globalization;

namespace StreamPulse.Api.Limits;

/// <summary>
/// How often one client may call. A client is a token's subject, else an address. Keys of the configuration begin with <c>RateLimits:</c>.
/// Each process counts for itself: behind two gateways a client has twice as much.
/// </summary>
public sealed record RateLimitOptions
{
    /// <summary>Calls a second of everything but POST /api/events, in the long run. Less protects the database from one client; a page asks some five times a second.</summary>
    public int ReadPerSecond { get; init; } = 200;

    /// <summary>How many of them may come at once after a pause.</summary>
    public int ReadBurst { get; init; } = 1_000;

    /// <summary>Calls of POST /api/events a second in the long run, each with up to as many events as one may have.</summary>
    public int IngestPerSecond { get; init; } = 100;

    /// <summary>How many of them may come at once after a pause.</summary>
    public int IngestBurst { get; init; } = 500;

    /// <summary>Live streams that one client may have open at once; people behind one address count as one where there are no tokens.</summary>
    public int SubscribersPerClient { get; init; } = 20;

    /// <summary>Whether callers on this machine without a token are limited too. Needed where a proxy on this machine passes on what others ask.</summary>
    public bool LimitThisMachine { get; init; }

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(nameof(ReadPerSecond), ReadPerSecond);
        Check(nameof(ReadBurst), ReadBurst);
        Check(nameof(IngestPerSecond), IngestPerSecond);
        Check(nameof(IngestBurst), IngestBurst);
        Check(nameof(SubscribersPerClient), SubscribersPerClient);
        return problems;

        void Check(string key, int value)
        {
            if (value is < 1 or > 1_000_000)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"RateLimits:{key} is {value}; allowed are 1 to 1000000."));
        }
    }
}
