using System.Reflection;

namespace StreamPulse.Api;

/// <summary>Settings of the HTTP API; validated at start.</summary>
public sealed class ApiOptions
{
    /// <summary>Version of this program in /health.</summary>
    public string Version { get; set; } = OwnVersion();

    /// <summary>
    /// How long a response from committed rows only is cached for identical requests. Longer reduces load on the database but makes
    /// responses older, as their as_of shows. From 0 to 1 min.
    /// </summary>
    public TimeSpan StoredAnswerLifetime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Maximum number of cached responses. From 1 to 10,000.</summary>
    public int MaxStoredAnswers { get; set; } = 256;

    /// <summary>How long reading the open windows may take before live requests fail with 503. From 10 ms to 1 min.</summary>
    public TimeSpan LiveStateTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the database may take to answer before /health reports it unreachable. From 10 ms to 1 min.</summary>
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Maximum duration of the warm-up after the start; after that the service becomes ready anyway. From 10 ms to 1 h.</summary>
    public TimeSpan WarmUpTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Minimum time between two pushed updates; changes are checked this often while there are subscribers. From 10 ms to 1 min.
    /// </summary>
    public TimeSpan PushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a stream may be silent before a heartbeat is sent. Proxies often close connections that are silent for 30 s. From 10 ms to
    /// 5 min.
    /// </summary>
    public TimeSpan PushHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Maximum number of concurrent subscribers; further ones get 503. From 1 to 100,000.</summary>
    public int MaxSubscribers { get; set; } = 1_000;

    /// <summary>Maximum number of events in one POST; a larger request is rejected with 413. From 1 to 1,000,000.</summary>
    public int MaxIngestEvents { get; set; } = 10_000;

    /// <summary>Maximum size of a POST body in bytes; a larger one is rejected with 413. From 1 KiB to 1 GiB.</summary>
    public int MaxIngestBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Memory that events of requests may take before they are in the log, in bytes; a request beyond it gets 429. Null takes an eighth of
    /// what the process may use, 16 MiB to 1 GiB. Each client may take half of it. From 1 MiB to 1 TiB.
    /// </summary>
    public long? MaxIngestInFlightBytes { get; set; }

    /// <summary>
    /// Maximum number of open connections; further ones get 503. It is lower where the process may not open as many files or use as much
    /// memory. From 16 to 1,000,000.
    /// </summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>
    /// How many of them may come from one address, or from one /64 network of IPv6; further ones get 429. Does not apply to
    /// <c>Proxies:Trusted</c>. Null allows a quarter of all. From 1 to 1,000,000.
    /// </summary>
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>
    /// Names in addition to those of this machine that requests may call the service by (their Host header), such as
    /// <c>stats.example</c> or <c>*.example</c>. Without tokens, a name that is not listed is refused, because a web page could otherwise
    /// make its own name lead here and read everything. With tokens and an empty list, any name is accepted.
    /// </summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>How long a request may take before the caller gets a 504; live streams are not limited. From 100 ms to 10 min.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many records processing may be behind the log before POST /api/events is rejected with 429. A lower value keeps figures fresh, a
    /// higher one absorbs longer peaks. From 1 to 10^15.
    /// </summary>
    public long MaxIngestLagRecords { get; set; } = 5_000_000;

    /// <summary>
    /// How long an accepted event_id is remembered, so that the event is not appended again; see docs/adr/0016. Longer uses more disk,
    /// about 100 bytes per event. 0 turns it off. At most 7 d.
    /// </summary>
    public TimeSpan IngestIdWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Values out of range, one sentence each; empty if all are valid.</summary>
    public IReadOnlyList<string> Problems() => ApiOptionsValidator.Check(this);

    private static string OwnVersion()
    {
        var version = typeof(ApiOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+')[0];
    }
}
