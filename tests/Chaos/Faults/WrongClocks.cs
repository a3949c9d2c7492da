using System.Globalization;
using StreamPulse.Chaos.Target;
using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Operations.Generate;

namespace StreamPulse.Chaos.Faults;

/// <summary>Faults of clocks: of a producer, and of the database.</summary>
internal static class WrongClocks
{
    /// <summary>Events of regions of its own, as far ahead of time as is accepted, with five seconds to spare.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(295);

    private const int FastEvents = 60;

    /// <summary>Sends events that are ahead of time, once a second for a while.</summary>
    /// <param name="acknowledged">Told how many are in the log.</param>
    public static async Task<string> SendAheadAsync(IEventLogAppender log, Random random, Action<long> acknowledged)
    {
        var times = random.Next(1, 6);
        for (var i = 0; i < times; i++)
        {
            var writer = new EventBatchWriter();
            var downloads = new DownloadGenerator(new GeneratorOptions
            {
                Seed = (ulong)random.NextInt64(), EventsPerSecond = FastEvents, StartEventTime = DateTimeOffset.UtcNow,
            });
            var events = Enumerable.Range(0, FastEvents).Select(_ => Fast(downloads.Next())).ToList();
            await log.AppendAsync(writer.Write(events), CancellationToken.None);
            acknowledged(events.Count);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{times * FastEvents} events {Ahead.TotalSeconds} s ahead");
    }

    /// <summary>PostgreSQL crashes and has the time of tomorrow; after a while it crashes again and has the right time.</summary>
    public static async Task<string> ShiftDatabaseAsync(ChaosDatabase database, string library, Random random)
    {
        var length = TimeSpan.FromSeconds(random.Next(3, 13));
        await database.RestartAtAsync("+1d", library);
        await Task.Delay(length);
        await database.RestartAsync(TimeSpan.Zero);
        return string.Create(CultureInfo.InvariantCulture, $"by a day for {length.TotalSeconds} s");
    }

    private static ContentDownloadEvent Fast(ContentDownloadEvent e)
        => e with
        {
            EventTimeMs = DateTimeOffset.UtcNow.Add(Ahead).ToUnixTimeMilliseconds(),
            UserContext = e.UserContext with { Region = $"Nowhere-{e.EventTimeMs % 10}" },
        };
}
