using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>What a run of <see cref="GoldenTraffic"/> without a stop gives, to compare others with.</summary>
internal static class Golden
{
    /// <summary>Twenty minutes of event time.</summary>
    public const int Events = 60_000;

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
        await run.GenerateAsync(GoldenTraffic.Options, Events);
        await run.ProcessAsync();
        await run.AssertVerifiedAsync();
        return await run.Database.DumpRowsAsync();
    }
}
