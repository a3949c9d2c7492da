using StreamPulse.Core.Events;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Events, most of which the validator takes.</summary>
internal static class EventGenerator
{
    public static ContentDownloadEvent Make(Random random) => random.Next(3) == 0 ? Odd(random) : Ordinary(random);

    private static ContentDownloadEvent Ordinary(Random random) => new()
    {
        EventId = $"6ba7b810-9dad-41d1-80b4-00c04fd4{random.Next(10_000):D4}",
        EventTimeMs = RandomValues.NowMs - random.Next(600_000),
        UserId = $"u{random.Next(100)}",
        Content = new ContentInfo($"mov_{random.Next(20)}", "Titel", "movie", "action", random.Next(5_000), 9.99f),
        Download = new DownloadInfo(
            random.Next(5) == 0 ? "failed" : "success", random.Next(600), random.Next(1_000) / 10f,
            random.Next(5) == 0 ? "E_TIMEOUT" : null, random.Next(5) == 0 ? "timed out" : null),
        UserContext = new UserContextInfo("EU-London", "London", "iPhone", "iOS 17", "wifi"),
    };

    private static ContentDownloadEvent Odd(Random random) => new()
    {
        EventId = RandomValues.Text(random),
        EventTimeMs = RandomValues.EventTimeMs(random),
        UserId = RandomValues.Text(random),
        Content = new ContentInfo(
            RandomValues.Text(random), RandomValues.Text(random), RandomValues.Text(random), RandomValues.Text(random),
            RandomValues.Int(random), RandomValues.Float(random)),
        Download = new DownloadInfo(
            RandomValues.Text(random), RandomValues.Int(random), RandomValues.Float(random),
            random.Next(2) == 0 ? null : RandomValues.Text(random), random.Next(2) == 0 ? null : RandomValues.Text(random)),
        UserContext = new UserContextInfo(
            RandomValues.Text(random), RandomValues.Text(random), RandomValues.Text(random), RandomValues.Text(random),
            RandomValues.Text(random)),
    };
}
