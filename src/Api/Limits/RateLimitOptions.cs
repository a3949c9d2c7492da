using System.Globalization;

namespace StreamPulse.Api.Limits;

/// <summary>
/// How often one client may call. A client is a token's subject, or otherwise an address. Configuration keys begin with <c>RateLimits:</c>.
/// Each process counts separately: with two gateways a client has twice the limit.
/// </summary>
public sealed record RateLimitOptions
{
    /// <summary>
    /// Sustained calls per second of everything except POST /api/events. A lower value protects the database from one client; a page makes
    /// about five calls per second.
    /// </summary>
    public int ReadPerSecond { get; init; } = 200;

    /// <summary>How many of these calls may come in a burst.</summary>
    public int ReadBurst { get; init; } = 1_000;

    /// <summary>Sustained calls of POST /api/events per second, each with up to the maximum number of events.</summary>
    public int IngestPerSecond { get; init; } = 100;

    /// <summary>How many of these calls may come in a burst.</summary>
    public int IngestBurst { get; init; } = 500;

    /// <summary>
    /// Live streams that one client may have open at once; without tokens, people behind one address count as one client.
    /// </summary>
    public int SubscribersPerClient { get; init; } = 20;

    /// <summary>Whether callers on this machine without a token are limited too. Needed behind a reverse proxy on this machine
    /// that is not in <see cref="ProxyOptions.Trusted"/>.</summary>
    public bool LimitThisMachine { get; init; }

    /// <summary>Values out of range, one sentence each; empty if all are valid.</summary>
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
