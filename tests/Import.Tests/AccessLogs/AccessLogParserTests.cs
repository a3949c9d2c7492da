using System.Text;
using StreamPulse.Core.Events;
using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Clients;

namespace StreamPulse.Import.Tests.AccessLogs;

public sealed class AccessLogParserTests
{
    private const string Combined =
        "192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] \"GET /music/pop/song.mp3?id=1 HTTP/1.0\" 200 5242880 \"http://example.com/start\" "
        + "\"Mozilla/5.0 (iPhone; CPU iPhone OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1\"";

    [Fact]
    public void A_combined_line_becomes_this_event()
    {
        var e = Parse(Combined);
        Assert.Equal(new DateTimeOffset(2000, 10, 10, 20, 55, 36, TimeSpan.Zero).ToUnixTimeMilliseconds(), e.EventTimeMs);
        Assert.Equal(new ContentInfo("/music/pop/song.mp3", "song.mp3", "music", "music", 5, 0), e.Content);
        Assert.Equal(new DownloadInfo("success", 0, 0, null, null), e.Download);
        Assert.Equal(new UserContextInfo("unknown", "", "iPhone", "iOS 7.0.4", "unknown"), e.UserContext);
        Assert.Matches("^client_[0-9a-f]{16}$", e.UserId);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", e.EventId);
    }

    [Theory]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 -")]
    [InlineData("192.0.2.7 - frank smith [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5 \"-\" \"-\"")]
    [InlineData("192.0.2.7 - [x] [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5")]
    [InlineData("192.0.2.7, 198.51.100.1 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5")]
    [InlineData("www.example.com:443 192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5 \"-\" \"-\"")]
    [InlineData("198.51.100.9:443 192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5 \"-\" \"-\"")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5 \"-\" \"-\" \"203.0.113.5, 10.0.0.1\" 0.004 HIT")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5 \"-\" \"cut off in the mid")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:06:55:36 -0700] \"GET http://example.com/a?b HTTP/1.1\" 200 5")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:19:25:36 +0530] \"GET /a\" 200 5")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 +0000]  \"POST  /a  HTTP/2.0\"  200  5  \"-\"  \"-\"")]
    public void Forms_that_servers_and_CDNs_write_are_read(string line)
    {
        var e = Parse(line);
        Assert.Equal("/a", e.Content.ContentId);
        Assert.Equal(new DateTimeOffset(2000, 10, 10, 13, 55, 36, TimeSpan.Zero).ToUnixTimeMilliseconds(), e.EventTimeMs);
        Assert.Equal("success", e.Download.Status);
        Assert.Equal(Parse(Combined).UserId, e.UserId);
    }

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.7")]
    [InlineData("fe80::1%eth0")]
    [InlineData("crawler.example.com")]
    public void The_client_may_be_IPv6_or_a_name(string client)
        => Assert.Equal(client, Client(Combined.Replace("192.0.2.7", client)));

    [Theory]
    [InlineData("192.0.2.7, 198.51.100.1 - -", "192.0.2.7")]
    [InlineData("cdn.example.com 2001:db8::1 - -", "2001:db8::1")]
    [InlineData("192.0.2.7 - frank smith", "192.0.2.7")]
    [InlineData("- - -", "-")]
    public void The_client_is_told_from_what_stands_around_it(string prefix, string client)
        => Assert.Equal(client, Client($"{prefix} [10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5"));

    [Theory]
    [InlineData("GET /a\\\"b HTTP/1.1", "/a\\\"b")]
    [InlineData("GET /a\"b\" HTTP/1.1", "/a\"b\"")]
    [InlineData("GET /is%20it%20done HTTP/1.1", "/is%20it%20done")]
    [InlineData("GET /with space HTTP/1.1", "/with space")]
    [InlineData("GET / HTTP/1.1", "/")]
    [InlineData("GET /?q=/x HTTP/1.1", "/")]
    [InlineData("GET https://example.com HTTP/1.1", "/")]
    [InlineData("OPTIONS * HTTP/1.0", "*")]
    [InlineData("CONNECT example.com:443 HTTP/1.1", "example.com:443")]
    [InlineData("-", RequestedContents.MalformedRequest)]
    [InlineData("", RequestedContents.MalformedRequest)]
    [InlineData("GET", RequestedContents.MalformedRequest)]
    [InlineData("GET ?a=1 HTTP/1.1", RequestedContents.MalformedRequest)]
    [InlineData("\\x16\\x03\\x01\\x02 \\x00", RequestedContents.MalformedRequest)]
    [InlineData("\u0016\u0003\u0001 \u0000", RequestedContents.MalformedRequest)]
    [InlineData("GET /café HTTP/1.1", "/café")]
    [InlineData("GET /nul\0 HTTP/1.1", "/nul%00")]
    public void The_path_is_the_content_as_the_log_has_it(string request, string contentId)
        => Assert.Equal(contentId, Parse($"192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"{request}\" 200 5 \"-\" \"-\"").Content.ContentId);

    [Fact]
    public void Bytes_that_are_not_UTF_8_stay_apart_as_percent_codes()
    {
        byte[] line = [.. "192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /a"u8, 0xFF, 0xC3, (byte)'(', .. " HTTP/1.1\" 200 5"u8];
        Assert.Equal("/a%FF%C3(", Parser().Parse(line, 0).Event!.Content.ContentId);
    }

    [Theory]
    [InlineData(100, "success", null, null)]
    [InlineData(200, "success", null, null)]
    [InlineData(206, "success", null, null)]
    [InlineData(304, "success", null, null)]
    [InlineData(399, "success", null, null)]
    [InlineData(400, "failed", "http_400", "Bad Request")]
    [InlineData(404, "failed", "http_404", "Not Found")]
    [InlineData(499, "failed", "http_499", "Client Closed Request")]
    [InlineData(503, "failed", "http_503", "Service Unavailable")]
    [InlineData(599, "failed", "http_599", "HTTP status 599")]
    [InlineData(0, "failed", "http_000", "HTTP status 000")]
    public void The_status_decides_how_it_went(int status, string expected, string? errorCode, string? errorMessage)
        => Assert.Equal(
            new DownloadInfo(expected, 0, 0, errorCode, errorMessage), Parse(Combined.Replace(" 200 ", $" {status:D3} ")).Download);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("524287", 0)]
    [InlineData("524288", 1)]
    [InlineData("1572863", 1)]
    [InlineData("1572864", 2)]
    [InlineData("-", 0)]
    [InlineData("9223372036854775807", int.MaxValue)]
    public void Bytes_become_the_nearest_number_of_mebibytes(string bytes, int sizeMb)
        => Assert.Equal(sizeMb, Parse(Combined.Replace("5242880", bytes)).Content.SizeMb);

    [Theory]
    [InlineData("2.600", 3)]
    [InlineData("rt=12.000 uct=0.1", 12)]
    [InlineData("\"10.0.0.1\" 4.400", 4)]
    [InlineData("3.21", 0)]
    [InlineData("1500", 0)]
    [InlineData("\"9.000\"", 0)]
    public void A_request_time_behind_the_user_agent_is_the_duration(string trailing, int seconds)
        => Assert.Equal(seconds, Parse($"{Combined} {trailing}").Download.DurationSeconds);

    [Theory]
    [InlineData("/", "/", "page", "/")]
    [InlineData("/favicon.ico", "favicon.ico", "image", "/")]
    [InlineData("/projects/", "projects", "page", "projects")]
    [InlineData("/projects/xdotool/xdotool.xhtml", "xdotool.xhtml", "page", "projects")]
    [InlineData("/blog/tags/puppet", "puppet", "page", "blog")]
    [InlineData("/v/Film.MP4", "Film.MP4", "movie", "v")]
    [InlineData("/dl/setup.exe", "setup.exe", "app", "dl")]
    [InlineData("/b/x.epub", "x.epub", "book", "b")]
    [InlineData("/b/x.qqq", "x.qqq", "file", "b")]
    public void Title_type_and_category_come_from_the_path(string path, string title, string type, string category)
        => Assert.Equal(
            new ContentInfo(path, title, type, category, 5, 0), Parse(Combined.Replace("/music/pop/song.mp3?id=1", path)).Content);

    [Theory]
    [InlineData("", "expected a time")]
    [InlineData("hello", "expected a time")]
    [InlineData("192.0.2.7 - - [31/Feb/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "expected a time")]
    [InlineData("192.0.2.7 - - [10/Okt/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "expected a time")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:24:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "expected a time")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 0700] \"GET /a HTTP/1.0\" 200 5", "expected a time")]
    [InlineData("192.0.2.7 - - [10/Oct/0000:13:55:36 +0000] \"GET /a HTTP/1.0\" 200 5", "expected a time")]
    [InlineData("192.0.2.7 - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "expected client, identity and user")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700]", "expected the request in quotes")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] GET /a 200 5", "expected the request in quotes")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0", "expected a closing quote and a status")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" - 5", "expected a closing quote and a status")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 2000 5", "expected a closing quote and a status")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200", "expected the number of bytes")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 -5", "expected the number of bytes")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5k", "expected the number of bytes")]
    [InlineData("192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 99999999999999999999", "expected the number of bytes")]
    public void What_is_no_log_line_is_refused_with_what_was_expected(string line, string error)
    {
        var parsed = Parser().Parse(Encoding.UTF8.GetBytes(line), 0);
        Assert.Null(parsed.Event);
        Assert.StartsWith(error, parsed.Error);
    }

    [Theory]
    [InlineData("29/Feb/2024:23:59:60 +0000", "2024-03-01T00:00:00Z")]
    [InlineData("01/Jan/2025:00:30:00 +1400", "2024-12-31T10:30:00Z")]
    [InlineData("31/Dec/1999:23:30:00 -0930", "2000-01-01T09:00:00Z")]
    public void Times_cross_days_months_and_years(string time, string utc)
        => Assert.Equal(
            DateTimeOffset.Parse(utc).ToUnixTimeMilliseconds(), Parse(Combined.Replace("10/Oct/2000:13:55:36 -0700", time)).EventTimeMs);

    [Fact]
    public void Equal_clients_are_equal_users_under_one_salt_and_different_ones_under_another()
    {
        var secret = new AccessLogOptions { Salt = "secret" };
        Assert.Equal(Parse(Combined).UserId, Parse(Combined.Replace("frank", "-")).UserId);
        Assert.NotEqual(Parse(Combined).UserId, Parse(Combined.Replace("192.0.2.7", "192.0.2.8")).UserId);
        Assert.NotEqual(Parse(Combined).UserId, Parse(Combined, secret).UserId);
        Assert.DoesNotContain("secret", new ImportOptions { AccessLog = secret }.ToString());
    }

    /// <summary>HMAC-SHA-256 of the address under the salt, as <c>openssl dgst -sha256 -hmac streampulse</c> gives it.</summary>
    [Fact]
    public void The_user_is_the_beginning_of_the_keyed_hash_of_the_address()
        => Assert.Equal("client_790bbdb29aad19d1", Parse(Combined).UserId);

    [Fact]
    public void A_table_of_ranges_gives_region_and_city()
    {
        using var text = new StringReader("192.0.2.0/24 EU-Paris Le Havre\n2001:db8::/32 EU-Berlin\n");
        var options = new AccessLogOptions { Regions = CidrTable.Read(text, "table") };
        Assert.Equal(("EU-Paris", "Le Havre"), Place(Parse(Combined, options)));
        Assert.Equal(("EU-Berlin", ""), Place(Parse(Combined.Replace("192.0.2.7", "2001:db8::1"), options)));
        Assert.Equal(("unknown", ""), Place(Parse(Combined.Replace("192.0.2.7", "203.0.113.1"), options)));
        Assert.Equal(("unknown", ""), Place(Parse(Combined.Replace("192.0.2.7", "host.example"), options)));
    }

    private static (string Region, string City) Place(ContentDownloadEvent e) => (e.UserContext.Region, e.UserContext.City);

    private static AccessLogParser Parser(AccessLogOptions? options = null)
        => new(new AccessLogEvents(options ?? new AccessLogOptions(), EventIdMaker.FromContents()));

    private static ContentDownloadEvent Parse(string line, AccessLogOptions? options = null)
    {
        var parsed = Parser(options).Parse(Encoding.UTF8.GetBytes(line), 0);
        Assert.True(parsed.Event is not null, parsed.Error);
        return parsed.Event;
    }

    private static string Client(string line)
    {
        Assert.True(AccessLogSyntax.TryParse(Encoding.UTF8.GetBytes(line), out var fields, out var error), error);
        return Encoding.UTF8.GetString(fields.Client);
    }
}
