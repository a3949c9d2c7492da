using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Clients;
using StreamPulse.Import.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Import.Tests.Reading;

/// <summary>Inputs after public bug reports, beside the repository: what expected.md of each case calls right.</summary>
public sealed class PublicCaseTests
{
    [Fact]
    public void Case_05_All_forms_of_a_clients_address_are_one_user_of_its_region()
    {
        var regions = File.ReadAllText(SharedFiles.FindOrSkip("cases/05-client-lists/regions.txt"));
        var items = Read("05-client-lists/access.log", Regions(regions));
        Assert.Equal(
            [
                "/a 3 1 NET-A", "/b 3 1 NET-B", "/c 2 1 NET-A", "/d 3 2 NET-A NET-B", "/e 2 2 NET-A NET-B", "/f 1 1 NET-A",
            ],
            items.Select(static item => item.Event!).GroupBy(static e => e.Content.ContentId).Select(static group =>
                $"{group.Key} {group.Count()} {group.DistinctBy(static e => e.UserId).Count()} "
                + string.Join(' ', group.Select(static e => e.UserContext.Region).Distinct().Order())));
        Assert.Equal(2, items.Select(static item => item.Event!.UserId).Distinct().Count());
    }

    [Fact]
    public void Case_05_A_syslog_header_is_not_the_client()
    {
        var items = Read("05-client-lists/syslog.log", Regions("203.0.113.0/24 NET-C"));
        Assert.Equal(3, items.Select(static item => item.Event!.UserId).Distinct().Count());
        Assert.All(items, static item => Assert.Equal("NET-C", item.Event!.UserContext.Region));
    }

    [Fact]
    public void Case_06_A_request_line_without_a_target_is_malformed_and_another_protocol_is_no_part_of_the_target()
    {
        var byMinute = Read("06-odd-requests/access.log").Where(static item => item.Event is not null)
            .ToLookup(static item => item.Event!.EventTimeMs / 60_000 % 60, static item => item.Event!.Content.ContentId);
        Assert.Equal(RequestedContents.MalformedRequest, byMinute[4].Single());
        Assert.Equal("*", byMinute[15].Single());
        Assert.Equal(601, byMinute[35].Single().Length);
    }

    [Fact]
    public void Case_07_Zero_bytes_in_front_of_a_line_are_passed_over()
    {
        var items = Read("07-encodings/copytruncate.log", Regions("192.0.2.0/24 NET-A"));
        Assert.Equal(3, items.Count);
        Assert.Single(items.Select(static item => item.Event!.UserId).Distinct());
        Assert.All(items, static item => Assert.Equal("NET-A", item.Event!.UserContext.Region));
    }

    [Theory]
    [InlineData("07-encodings/bom-crlf.log", 3, 0, false)]
    [InlineData("07-encodings/nofinal.log", 3, 1, false)]
    [InlineData("07-encodings/cr-only.log", 0, 1, false)]
    [InlineData("08-gzip/garbage.gz", 3, 1, true)]
    [InlineData("08-gzip/bad-crc.gz", 3, 1, true)]
    [InlineData("08-gzip/bad-crc-20000.gz", 20_000, 1, true)]
    [InlineData("08-gzip/empty-member.gz", 3, 0, false)]
    [InlineData("08-gzip/split-line.gz", 3, 0, false)]
    [InlineData("08-gzip/two-members.gz", 6, 0, false)]
    [InlineData("08-gzip/zero-padded.gz", 3, 0, false)]
    [InlineData("10-other-formats/bom-in-middle.ndjson", 2, 0, false)]
    [InlineData("10-other-formats/blank.log", 0, 0, false)]
    [InlineData("10-other-formats/empty.log", 0, 0, false)]
    [InlineData("10-other-formats/syslog-prefixed.log", 2, 0, false)]
    public void Cases_07_08_and_10_Each_line_is_an_event_a_reject_or_a_stated_loss(string name, int events, int rejects, bool isDamaged)
    {
        var (items, summary) = Inputs.OfFile(SharedFiles.FindOrSkip($"cases/{name}"));
        Assert.Equal((events, rejects, isDamaged), ((int)summary.Events, (int)summary.Rejects, summary.IsDamaged));
        Assert.Equal(isDamaged, items.LastOrDefault().Reject?.Reason == "damaged_gzip");
    }

    [Theory]
    [InlineData("09-other-compression/access.log.bz2", "this is bzip2; unpack it first: bzip2 -dc ")]
    [InlineData("09-other-compression/access.log.xz", "this is xz; unpack it first: xz -dc ")]
    [InlineData("09-other-compression/access.log.zst", "this is zstd; unpack it first: zstd -dc ")]
    [InlineData("09-other-compression/access.zip", "this is zip; unpack it first: unzip -p ")]
    [InlineData("09-other-compression/logs.tar.gz", "this is a tar archive; unpack it first: tar -xOf ")]
    [InlineData("08-gzip/double.gz.gz", "this is gzip within gzip; unpack it first: gzip -dc ")]
    [InlineData("07-encodings/utf16le.log", "this is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8 ")]
    public void Cases_07_08_and_09_Contents_without_lines_are_refused_with_the_command_that_helps(string name, string advice)
    {
        var path = SharedFiles.FindOrSkip($"cases/{name}");
        var message = Assert.Throws<ImportException>(() => ImportReader.OpenFile(path, new ImportOptions())).Message;
        Assert.StartsWith($"{path}: {advice}", message);
        Assert.EndsWith(" | ./streampulse import -", message);
    }

    [Theory]
    [InlineData("alb.log", "a log of an AWS load balancer")]
    [InlineData("array.json", "a JSON array; convert it first: jq -c '.[]' ")]
    [InlineData("array-lines.json", "a JSON array; convert it first: jq -c '.[]' ")]
    [InlineData("html.log", "an HTML page")]
    [InlineData("pretty.json", "JSON over several lines; convert it first: jq -c . ")]
    [InlineData("two-on-a-line.ndjson", "several JSON objects on a line; convert it first: jq -c . ")]
    public void Case_10_A_file_of_which_no_line_can_be_used_is_named(string name, string advice)
    {
        var (items, summary) = Inputs.OfFile(SharedFiles.FindOrSkip($"cases/10-other-formats/{name}"));
        Assert.Equal(0, summary.Events);
        Assert.Contains(advice, ForeignFormats.OfLines([.. items.Take(5).Select(static item => item.Reject!.Raw)]).Advice("FILE"));
    }

    [Theory]
    [InlineData("caddy.json", "/a 0 unknown 2020-05-06T10:00:00")]
    [InlineData("cloudfront.log", "/a.iso 1 bot 2020-05-06T10:00:00")]
    [InlineData("iis.log", "/a 0 bot 2020-05-06T10:00:00")]
    public void Case_10_JSON_and_W3C_logs_are_read(string name, string expected)
    {
        var e = Read($"10-other-formats/{name}", Regions("192.0.2.1/32 NET-A")).Single().Event!;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(e.EventTimeMs).UtcDateTime;
        Assert.Equal(expected, $"{e.Content.ContentId} {e.Content.SizeMb} {e.UserContext.Device} {time:yyyy-MM-ddTHH:mm}:00");
        Assert.Equal("NET-A", e.UserContext.Region);
    }

    [Fact]
    public void Case_17_Parts_of_one_download_count_once_and_HEAD_and_redirects_do_not_where_only_downloads_are_asked_for()
    {
        var path = SharedFiles.FindOrSkip("cases/17-what-is-a-download/access.log");
        Assert.Equal(8, Inputs.OfFile(path).Summary.Events);
        var options = new ImportOptions { AccessLog = new AccessLogOptions { DownloadsOnly = true } };
        var (items, summary) = Inputs.OfFile(path, options);
        Assert.Equal(
            ["/v.mp4 success", "/c.iso failed"],
            items.Select(static item => $"{item.Event!.Content.ContentId} {item.Event.Download.Status}"));
        Assert.Equal((2L, 0L, 6L), (summary.Events, summary.Rejects, summary.NotDownloads));
        Assert.Equal(items[1..], Inputs.OfFile(path, options with { Start = items[0].After }).Items);
    }

    [Fact]
    public void Case_18_A_telephone_whose_model_ends_in_bot_is_no_bot()
        => Assert.Equal(
            ["Android", "Android", "bot", "Android", "iPhone", "Linux"],
            Read("18-user-agents/access.log").Select(static item => item.Event!.UserContext.Device));

    private static ImportOptions Regions(string table)
    {
        using var text = new StringReader(table);
        return new ImportOptions { AccessLog = new AccessLogOptions { Regions = CidrTable.Read(text, "table") } };
    }

    private static List<ImportItem> Read(string name, ImportOptions? options = null)
        => Inputs.OfFile(SharedFiles.FindOrSkip($"cases/{name}"), options).Items;
}
