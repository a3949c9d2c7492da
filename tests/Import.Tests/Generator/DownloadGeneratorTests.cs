using System.Buffers;
using System.Security.Cryptography;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Generator;

namespace StreamPulse.Import.Tests.Generator;

public sealed class DownloadGeneratorTests
{
    private const int Many = 200_000;

    private static readonly GeneratorOptions Everything = new()
    {
        Seed = 42,
        EventsPerSecond = 333,
        FailedShare = 0.08,
        Contents = 1_000,
        ZipfExponent = 1.07,
        Users = 5_000,
        OutOfOrderShare = 0.1,
        LateShare = 0.01,
        Incidents = [new Incident("EU-London", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), 0.5)],
        SlowIncidents = [new SlowIncident("ASIA-Tokyo", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), 0.3)],
    };

    [Theory]
    [InlineData(false, "9bbb403d66a113616b946abae0a53ce9469920d742f96216052cfd9ab46a2cb0")]
    [InlineData(true, "1fe9aa2e2074de6d2cb0d14820a0a0385d15f7dfe04d98213ac7e4f66a9b17c6")]
    public void A_seed_gives_these_bytes_on_any_machine(bool everything, string sha256)
        => Assert.Equal(sha256, Convert.ToHexStringLower(
            SHA256.HashData(Bytes(new DownloadGenerator(everything ? Everything : new GeneratorOptions { FailedShare = 0.08 }), 10_000))));

    [Fact]
    public void Equal_options_give_equal_bytes_and_another_seed_gives_others()
    {
        var bytes = Bytes(new DownloadGenerator(Everything), 1_000);
        Assert.Equal(bytes, Bytes(new DownloadGenerator(Everything with { }), 1_000));
        Assert.NotEqual(bytes, Bytes(new DownloadGenerator(Everything with { Seed = 43 }), 1_000));
    }

    [Fact]
    public void A_run_can_go_on_at_any_number()
    {
        var whole = Take(Everything, 500);
        var second = new DownloadGenerator(Everything) { NextIndex = 321 };
        for (var i = 321; i < 500; i++)
            Assert.Equal(whole[i], second.Next());
        Assert.Equal(500, second.NextIndex);
        Assert.Throws<ArgumentOutOfRangeException>(() => second.NextIndex = -1);
    }

    [Fact]
    public void Contents_regions_and_outcomes_have_their_shares()
    {
        var events = Take(new GeneratorOptions(), Many);
        AssertShares(
            events, e => e.Content.ContentId, ("mov_avengers_2", 50), ("mov_taylor_swift", 30), ("mov_batman", 15), ("mov_barbie_2", 5));
        AssertShares(events, e => e.UserContext.Region, [.. GeneratorCatalog.Regions.Select(region => (region, 1.0))]);
        Assert.Equal(
            ["US-California", "US-Texas", "US-NewYork", "EU-London", "EU-Paris", "EU-Berlin", "ASIA-Tokyo", "ASIA-Seoul", "ASIA-Mumbai"],
            GeneratorCatalog.Regions);
        AssertShares(events, Outcome, ("success", 96), ("failed", 2), ("slow", 2));
        AssertShares(events, e => e.UserContext.Device, [.. GeneratorCatalog.Devices.Select(device => (device.Device, device.Share))]);
        AssertShares(events.Where(e => e.Download.Status == "failed"), e => e.Download.ErrorCode!,
            [.. GeneratorCatalog.Errors.Select(error => (error.Code, error.Share))]);
    }

    [Fact]
    public void Every_event_is_valid_and_has_its_own_id()
    {
        var validator = new EventValidator(EventLimits.Default);
        var buffer = new ArrayBufferWriter<byte>();
        var ids = new HashSet<string>();
        foreach (var e in Take(Everything, Many))
        {
            buffer.ResetWrittenCount();
            AvroEventWriter.Write(e, buffer);
            Assert.True(AvroEventReader.TryRead(buffer.WrittenSpan, out var view));
            Assert.Equal(RejectionReason.None, validator.Validate(view, e.EventTimeMs));
            Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", e.EventId);
            Assert.True(ids.Add(e.EventId));
            Assert.Equal(e.Download.Status == "failed", e.Download.ErrorCode is not null && e.Download.ErrorMessage is not null);
            Assert.Equal(e.Download.Status == "failed", e.Download.SpeedMbps == 0);
        }
    }

    [Fact]
    public void Rate_and_start_set_the_event_times()
    {
        var options = new GeneratorOptions
        {
            EventsPerSecond = 250, StartEventTime = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)),
        };
        var startMs = options.StartEventTime.ToUnixTimeMilliseconds();
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => startMs + i * 4L), Take(options, 1_000).Select(e => e.EventTimeMs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Zipf_contents_have_weights_of_rank_to_the_minus_exponent(double exponent)
    {
        const int Contents = 50;
        var events = Take(new GeneratorOptions { Contents = Contents, ZipfExponent = exponent }, Many);
        var byRank = events.CountBy(e => int.Parse(e.Content.ContentId.Split('_')[1])).ToDictionary();
        var counts = Enumerable.Range(1, Contents).Select(rank => (long)byRank.GetValueOrDefault(rank)).ToList();
        Assert.Equal(Many, counts.Sum());
        ChiSquare.AssertFits(counts, [.. Enumerable.Range(1, Contents).Select(rank => Math.Pow(rank, -exponent))]);
    }

    [Fact]
    public void Users_are_as_many_as_told_and_equally_active()
    {
        var counts = Take(new GeneratorOptions { Users = 100 }, Many).CountBy(e => e.UserId).Select(entry => (long)entry.Value).ToList();
        Assert.Equal(100, counts.Count);
        ChiSquare.AssertFits(counts, [.. counts.Select(_ => 1.0)]);
    }

    [Fact]
    public void Out_of_order_and_late_shares_move_event_time_back_within_their_bounds()
    {
        var options = Everything with { OutOfOrderShare = 0.10, LateShare = 0.01, MaxOutOfOrder = TimeSpan.FromSeconds(5) };
        var downloads = new DownloadGenerator(options);
        var counts = new long[3];
        var (largestMove, smallestLate, largestLate) = (0L, long.MaxValue, 0L);
        for (var i = 0; i < Many; i++)
        {
            var moved = downloads.NominalEventTimeMs(i) - downloads.Next().EventTimeMs;
            var kind = moved == 0 ? 0 : moved <= 5_000 ? 1 : 2;
            counts[kind]++;
            if (kind == 1)
                largestMove = Math.Max(largestMove, moved);
            if (kind == 2)
                (smallestLate, largestLate) = (Math.Min(smallestLate, moved), Math.Max(largestLate, moved));
        }
        ChiSquare.AssertFits(counts, [89, 10, 1]);
        Assert.InRange(largestMove, 4_900, 5_000);
        Assert.InRange(smallestLate, 11 * 60_000, 12 * 60_000);
        Assert.InRange(largestLate, 29 * 60_000, 30 * 60_000);
    }

    [Fact]
    public void Disorder_changes_nothing_but_event_time()
    {
        var ordered = Take(new GeneratorOptions(), 10_000);
        var disordered = Take(new GeneratorOptions { OutOfOrderShare = 0.3, LateShare = 0.1 }, 10_000);
        Assert.All(ordered.Zip(disordered),
            pair => Assert.Equal(pair.First with { EventTimeMs = 0 }, pair.Second with { EventTimeMs = 0 }));
    }

    [Fact]
    public void An_incident_fails_its_region_in_its_time_and_leaves_the_rest_as_it_was()
    {
        var calm = new GeneratorOptions { EventsPerSecond = 1_000 };
        var troubled = calm
            with { Incidents = [new Incident("EU-London", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), 0.4),
            new Incident("EU-London", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90), 0.2)] };
        var startMs = calm.StartEventTime.ToUnixTimeMilliseconds();
        var (inside, failed) = (0L, 0L);
        foreach (var (before, after) in Take(calm, Many).Zip(Take(troubled, Many)))
        {
            if (after.UserContext.Region == "EU-London" && after.EventTimeMs >= startMs + 60_000 && after.EventTimeMs < startMs + 120_000)
            {
                inside++;
                failed += after.Download.Status == "failed" ? 1 : 0;
                if (before.Download.Status == "failed")
                    Assert.Equal(before, after);
            }
            else
            {
                Assert.Equal(before, after);
            }
        }
        ChiSquare.AssertFits([failed, inside - failed], [4, 6]);
    }

    [Fact]
    public void A_slow_incident_multiplies_the_speeds_of_its_region()
    {
        var calm = new GeneratorOptions();
        var slow = calm with { SlowIncidents = [new SlowIncident("US-Texas", TimeSpan.Zero, TimeSpan.FromSeconds(10), 0.25)] };
        var startMs = calm.StartEventTime.ToUnixTimeMilliseconds();
        var slowed = 0;
        foreach (var (before, after) in Take(calm, 20_000).Zip(Take(slow, 20_000)))
        {
            var covered = after.UserContext.Region == "US-Texas" && after.EventTimeMs < startMs + 10_000;
            Assert.Equal(before.Download.Status, after.Download.Status);
            if (!covered)
            {
                Assert.Equal(before, after);
            }
            else if (after.Download.Status == "success")
            {
                Assert.Equal(before.Download.SpeedMbps * 0.25, after.Download.SpeedMbps, 0.02);
                slowed++;
            }
        }
        Assert.InRange(slowed, 900, 1_150);
    }

    private static string Outcome(ContentDownloadEvent e)
        => e.Download.Status == "success" && e.Download.SpeedMbps < 10 ? "slow" : e.Download.Status;

    private static void AssertShares(
        IEnumerable<ContentDownloadEvent> events, Func<ContentDownloadEvent, string> key, params (string Key, double Weight)[] shares)
    {
        var counts = events.CountBy(key).ToDictionary();
        Assert.Equal(shares.Select(share => share.Key).Order(), counts.Keys.Order());
        ChiSquare.AssertFits([.. shares.Select(share => (long)counts[share.Key])], [.. shares.Select(share => share.Weight)]);
    }

    private static List<ContentDownloadEvent> Take(GeneratorOptions options, int count)
    {
        var downloads = new DownloadGenerator(options);
        return [.. Enumerable.Range(0, count).Select(_ => downloads.Next())];
    }

    private static byte[] Bytes(DownloadGenerator downloads, int count)
    {
        var buffer = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
            AvroEventWriter.Write(downloads.Next(), buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
