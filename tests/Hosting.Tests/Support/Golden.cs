using StreamPulse.Generator;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>The traffic that most tests compare by, and the rows of a run straight through.</summary>
internal static class Golden
{
    /// <summary>Twenty minutes of event time.</summary>
    public const int Events = 60_000;

    /// <summary>Some events out of order, some late within the allowed lateness and some beyond it.</summary>
    public static readonly GeneratorOptions Traffic = new()
    {
        Seed = 42,
        EventsPerSecond = 50,
        StartEventTime = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Contents = 30,
        Users = 500,
        OutOfOrderShare = 0.1,
        LateShare = 0.01,
        MinLate = TimeSpan.FromMinutes(5),
        MaxLate = TimeSpan.FromMinutes(30),
    };

    private static readonly Lock Gate = new();
    private static Task<string>? _rows;

    /// <summary>Rows of all of it, by one silo from the embedded log without a stop; made once.</summary>
    public static Task<string> RowsAsync(PostgresFixture postgres)
    {
        lock (Gate)
            return _rows ??= MakeAsync(postgres);
    }

    private static async Task<string> MakeAsync(PostgresFixture postgres)
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, Events);
        await run.ProcessAsync();
        await run.AssertVerifiedAsync();
        return await run.Database.DumpRowsAsync();
    }
}
