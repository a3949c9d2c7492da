using Microsoft.Extensions.Logging;
using StreamPulse.Api.Limits;
using StreamPulse.Hosting;

namespace StreamPulse.Bench.Http;

/// <summary>
/// The measured process: pipeline and API on a database, until its standard input ends. Its first line of output is its address.
/// </summary>
internal static class HttpServer
{
    public const string Verb = "http-server";
    public const string PostgresVariable = "STREAMPULSE_BENCH_POSTGRES";

    /// <summary>An argument: rate limits apply to callers on this machine too.</summary>
    public const string LimitEverybody = "--limit-everybody";

    /// <summary>Time between two pushed updates: 20 a second.</summary>
    public static readonly TimeSpan PushInterval = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(bool isLimited)
    {
        var options = new StreamPulseOptions
        {
            Postgres = Environment.GetEnvironmentVariable(PostgresVariable)
                ?? throw new InvalidOperationException($"{PostgresVariable} is not set."),
            Port = 0,
            RateLimits = new RateLimitOptions { LimitThisMachine = isLimited },
        };
        options.Api.PushInterval = PushInterval;
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Write, null, CancellationToken.None);
        await using var up = await UpHost.BuildAsync(options, session, static logging => logging.ClearProviders(), CancellationToken.None);
        await up.StartAsync(CancellationToken.None);
        Console.WriteLine(up.Address);
        await Console.In.ReadToEndAsync();
        await up.StopAsync();
    }
}
