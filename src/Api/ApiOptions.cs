using System.Reflection;

namespace StreamPulse.Api;

/// <summary>Settings of the HTTP edge; checked at start.</summary>
public sealed class ApiOptions
{
    /// <summary>What /health calls the version of this program.</summary>
    public string Version { get; set; } = OwnVersion();

    /// <summary>How long an answer from committed rows alone may be given again to the same question. Longer spares the database and makes answers older, which their as_of shows. From 0 to 1 min.</summary>
    public TimeSpan StoredAnswerLifetime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many answers are kept for that. From 1 to 10,000.</summary>
    public int MaxStoredAnswers { get; set; } = 256;

    /// <summary>How long the keeper of the open windows may take before live answers fail with 503. From 10 ms to 1 min.</summary>
    public TimeSpan LiveStateTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the database may take before /health calls it unreachable. From 10 ms to 1 min.</summary>
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a service that has just started may take to ask itself its first questions before it is ready without. From 10 ms to 1 h.</summary>
    public TimeSpan FirstVisitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between two pushed updates, and how often it is looked for changes while somebody is subscribed. From 10 ms to 1 min.</summary>
    public TimeSpan PushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a pushed stream may be silent before a heartbeat is sent. Proxies often end connections that are silent for 30 s. From 10 ms to 5 min.</summary>
    public TimeSpan PushHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many clients may be subscribed at once; further ones get 503. From 1 to 100,000.</summary>
    public int MaxSubscribers { get; set; } = 1_000;

    /// <summary>Most events in one POST; more are refused whole with 413. From 1 to 1,000,000.</summary>
    public int MaxIngestEvents { get; set; } = 10_000;

    /// <summary>Largest body of a POST in bytes; a larger one is refused with 413. From 1 KiB to 1 GiB.</summary>
    public int MaxIngestBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long an answer may take, live streams apart, until the caller gets a 504. From 100 ms to 10 min.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many records the processing may be behind the log until POST /api/events is refused with 429. Less keeps figures fresh, more takes longer peaks. From 1 to 10^15.</summary>
    public long MaxIngestLagRecords { get; set; } = 5_000_000;

    /// <summary>How long an event_id that was accepted is known, so that the event is not appended again; docs/adr/0016. Longer needs more disk, some 100 bytes an event. 0 turns it off. At most 7 d.</summary>
    public TimeSpan IngestIdWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems() => ApiOptionsValidator.Check(this);

    private static string OwnVersion()
    {
        var version = typeof(ApiOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+')[0];
    }
}
