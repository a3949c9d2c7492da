using System.Globalization;

namespace StreamPulse.Chaos;

/// <summary>What is run, and what is done to it.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Number of silos of an Orleans cluster; 0 for <c>up</c>.</summary>
    public int Silos { get; init; }

    /// <summary>Number of <c>up</c> that join each other, where there is no cluster. Faults hit the last one.</summary>
    public int Ups { get; init; } = 1;

    /// <summary>What is run, for reports.</summary>
    public string TargetName
        => string.Create(CultureInfo.InvariantCulture, $"{(Silos > 0 ? $"{Silos} silos" : Ups > 1 ? $"{Ups} joined up" : "up")}");

    /// <summary>
    /// Whether the log is a topic of a broker that runs in this process; it keeps 5 MiB a partition, so some 100,000 events are the most.
    /// </summary>
    public bool IsKafka { get; init; }

    /// <summary>Events to produce at least; producing goes on until all faults are done.</summary>
    public long Events { get; init; } = 10_000_000;

    /// <summary>Faults to do.</summary>
    public int Faults { get; init; } = 100;

    /// <summary>Keys of the only kinds of faults that are done; empty for all that can be done here.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Events per second. What an outage holds up is made good afterwards.</summary>
    public double Rate { get; init; } = 10_000;

    /// <summary>Where all chance comes from: kinds of faults, their lengths, the pauses between them, the events.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Directory of the database. With <see cref="DiskBytes"/> a small file system is mounted over it.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Size of the database's file system in memory, for full disks; 0 for none, and no such faults. Mounting needs root.
    /// </summary>
    public long DiskBytes { get; init; }

    /// <summary>The library that shifts a process's clock; null where it is not installed, and then no such faults.</summary>
    public string? FakeTimeLibrary { get; init; } = Installed("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
        ?? Installed("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1");

    /// <summary>How long a killed silo stays away.</summary>
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between a recovery and the next fault.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After so long without a newer answer a fault counts as not recovered from, and the run fails.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    private static string? Installed(string path) => File.Exists(path) ? path : null;
}
