namespace StreamPulse.Generator;

/// <summary>
/// What is generated. Equal options give equal events, byte for byte, on any machine. Options are independent: turning one on or off
/// changes only the events that it is about.
/// </summary>
public sealed record GeneratorOptions
{
    /// <summary>Random seed; another seed gives other events.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Events per second of event time: event number i has the nominal time start + i / rate. The caller paces them in real time.
    /// </summary>
    public double EventsPerSecond { get; init; } = 1_000;

    /// <summary>Nominal time of the first event, rounded down to a millisecond.</summary>
    public DateTimeOffset StartEventTime { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Number of contents, with popularity by Zipf's law; 0 keeps the default four at 50, 30, 15 and 5 %.</summary>
    public int Contents { get; init; }

    /// <summary>
    /// Zipf's exponent s: the content of rank k is chosen with a weight of 1 / k^s. 0 makes all equal. Only with <see cref="Contents"/>.
    /// </summary>
    public double ZipfExponent { get; init; } = 1.0;

    /// <summary>Number of distinct users, all equally active.</summary>
    public int Users { get; init; } = 100_000;

    /// <summary>Share of downloads that fail outside incidents.</summary>
    public double FailedShare { get; init; } = 0.02;

    /// <summary>Share of downloads that succeed at 5 to 10 Mbps; other successful ones are faster, outside slow incidents.</summary>
    public double SlowShare { get; init; } = 0.02;

    /// <summary>Share of events whose event time is moved back by 1 ms up to <see cref="MaxOutOfOrder"/>; they are still on time.</summary>
    public double OutOfOrderShare { get; init; }

    /// <summary>Largest move of an out-of-order event; no more than the pipeline's out-of-orderness, or they can become late.</summary>
    public TimeSpan MaxOutOfOrder { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Share of events whose event time is moved back by <see cref="MinLate"/> to <see cref="MaxLate"/>.</summary>
    public double LateShare { get; init; }

    /// <summary>
    /// Smallest move of a late event. An event is certainly late when it is moved by more than allowed lateness, out-of-orderness and
    /// window size together.
    /// </summary>
    public TimeSpan MinLate { get; init; } = TimeSpan.FromMinutes(11);

    /// <summary>Largest move of a late event.</summary>
    public TimeSpan MaxLate { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Times with more failures; where several cover one event, the highest error rate is used.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>Times with lower speed; where several cover one event, the lowest factor is used.</summary>
    public IReadOnlyList<SlowIncident> SlowIncidents { get; init; } = [];
}
