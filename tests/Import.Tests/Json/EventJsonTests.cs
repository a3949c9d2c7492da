using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Events;
using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.Json;

public sealed class EventJsonTests
{
    private static readonly string ExampleJson = Encoding.UTF8.GetString(TestEvents.Json(TestEvents.Example));

    [Fact]
    public void Writes_the_names_and_nesting_of_the_schema_without_spaces()
        => Assert.Equal(
            """{"event_id":"0b7d3f5e-53a1-4b4e-9d0c-6f1c7a9e2b11","timestamp":1735689600123,"user_id":"user_1","""
            + "\"content\":{\"content_id\":\"mov_batman\",\"title\":\"Batman\",\"type\":\"movie\",\"category\":\"action\",\"size_mb\":4100,"
            + "\"price\":17.99},"
            + "\"download\":{\"status\":\"failed\",\"duration_seconds\":12,\"speed_mbps\":0,\"error_code\":\"network_timeout\","
            + "\"error_message\":\"The connection timed out.\"},"
            + "\"user_context\":{\"region\":\"EU-Paris\",\"city\":\"Créteil\",\"device\":\"iPhone 15\",\"os_version\":\"iOS 17.4\","
            + "\"connection_type\":\"wifi\"}}",
            ExampleJson);

    [Fact]
    public void What_is_written_is_read_back_equal()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var e = TestEvents.Random(new System.Random(seed));
            Assert.True(EventJson.TryParse(TestEvents.Json(e), out var back, out var error), error);
            Assert.Equal(e, back);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1735689600123", 1735689600123)]
    [InlineData("-1", -1)]
    [InlineData("\"2025-01-01T00:00:00.123Z\"", 1735689600123)]
    [InlineData("\"2025-01-01T00:00:00.123999Z\"", 1735689600123)]
    [InlineData("\"2025-01-01T05:30:00.123+05:30\"", 1735689600123)]
    [InlineData("\"2025-01-01t00:00:00.123456789z\"", 1735689600123)]
    [InlineData("\"2024-12-31T19:00:00-05:00\"", 1735689600000)]
    [InlineData("\"1969-12-31T23:59:59.9995Z\"", -1)]
    [InlineData("\"2025-01-01T00:00Z\"", 1735689600000)]
    public void Takes_event_time_as_milliseconds_or_ISO_8601_with_zone(string json, long expectedMs)
    {
        Assert.True(Parse(ExampleJson.Replace("1735689600123", json), out var e, out var error), error);
        Assert.Equal(expectedMs, e!.EventTimeMs);
    }

    [Theory]
    [InlineData("\"2025-01-01T00:00:00\"", "a time without a zone (end it with Z or an offset such as +02:00)")]
    [InlineData("\"2025-01-01T00:00:00+0000\"", "an offset without a colon (write +00:00)")]
    [InlineData("\"20250101T000000Z\"", "a time in the basic format (write it with dashes and colons)")]
    [InlineData("\"2016-12-31T23:59:60Z\"", "second 60, a leap second (write second 59)")]
    [InlineData("\"2025-01-01\"", "a date without a time")]
    [InlineData("\"yesterdayTZ\"", "text that is no such time")]
    [InlineData("\"1735689600123\"", "a number written as text")]
    [InlineData("1735689600123.5", "the number 1735689600123.5")]
    [InlineData("99999999999999999999", "the number 99999999999999999999")]
    [InlineData("null", "null")]
    public void Refuses_event_times_that_are_not_clear(string json, string found)
        => AssertError(ExampleJson.Replace("1735689600123", json),
            $"timestamp: expected integer milliseconds or an ISO 8601 time with zone, found {found}");

    [Theory]
    [InlineData("\"size_mb\":4100", "\"size_mb\":\"4100\"", "content.size_mb: expected a 32-bit integer, found a string")]
    [InlineData("\"size_mb\":4100", "\"size_mb\":4100.0", "content.size_mb: expected a 32-bit integer, found the number 4100.0")]
    [InlineData("\"size_mb\":4100", "\"size_mb\":4294967296", "content.size_mb: expected a 32-bit integer, found the number 4294967296")]
    [InlineData("\"price\":17.99", "\"price\":true", "content.price: expected a number that a 32-bit float can hold, found true")]
    [InlineData(
        "\"price\":17.99", "\"price\":1e999", "content.price: expected a number that a 32-bit float can hold, found the number 1e999")]
    [InlineData("\"speed_mbps\":0", "\"speed_mbps\":\"NaN\"",
        "download.speed_mbps: expected a number that a 32-bit float can hold, found a string")]
    [InlineData("\"region\":\"EU-Paris\"", "\"region\":null", "user_context.region: expected a string, found null")]
    [InlineData("\"user_id\":\"user_1\"", "\"user_id\":7", "user_id: expected a string, found the number 7")]
    [InlineData(
        "\"error_code\":\"network_timeout\"", "\"error_code\":504", "download.error_code: expected a string or null, found the number 504")]
    [InlineData("\"status\":\"failed\"", "\"status\":[\"failed\"]", "download.status: expected a string, found an array")]
    [InlineData(
        "\"status\":\"failed\"", "\"status\":\"\\ud800\"", "download.status: expected Unicode text, found bytes or escapes that are none")]
    [InlineData("\"city\":\"Créteil\"", "\"city\":{}", "user_context.city: expected a string, found an object")]
    [InlineData("\"user_id\":\"user_1\"", "\"user_id\":\"user_1\",\"user_id\":\"user_1\"", "user_id: expected once, found twice")]
    [InlineData("\"price\":17.99", "\"price\":17.99,\"size_mb\":1", "content.size_mb: expected once, found twice")]
    public void Names_the_place_and_what_was_expected(string good, string bad, string error)
    {
        Assert.Contains(good, ExampleJson);
        AssertError(ExampleJson.Replace(good, bad), error);
    }

    [Theory]
    [InlineData("event_id", "event_id")]
    [InlineData("timestamp", "timestamp")]
    [InlineData("user_id", "user_id")]
    [InlineData("content", "content")]
    [InlineData("content_id", "content.content_id")]
    [InlineData("title", "content.title")]
    [InlineData("type", "content.type")]
    [InlineData("category", "content.category")]
    [InlineData("size_mb", "content.size_mb")]
    [InlineData("price", "content.price")]
    [InlineData("download", "download")]
    [InlineData("status", "download.status")]
    [InlineData("duration_seconds", "download.duration_seconds")]
    [InlineData("speed_mbps", "download.speed_mbps")]
    [InlineData("user_context", "user_context")]
    [InlineData("region", "user_context.region")]
    [InlineData("city", "user_context.city")]
    [InlineData("device", "user_context.device")]
    [InlineData("os_version", "user_context.os_version")]
    [InlineData("connection_type", "user_context.connection_type")]
    public void Names_what_is_missing(string name, string path)
        => AssertError(ExampleJson.Replace($"\"{name}\":", "\"other\":"), $"{path}: missing");

    [Fact]
    public void Error_code_and_message_may_be_missing()
    {
        var json = ExampleJson.Replace("error_code", "x").Replace("error_message", "y");
        Assert.True(Parse(json, out var e, out var error), error);
        Assert.Equal((null, null), (e!.Download.ErrorCode, e.Download.ErrorMessage));
    }

    [Fact]
    public void Passes_over_unknown_properties_wherever_they_stand()
    {
        var json = ExampleJson.Replace("\"city\"", "\"new\":{\"city\":[1,{\"a\":null}]},\"city\"").Insert(1, "\"v\":2,\"v\":3, ");
        Assert.True(Parse(json, out var e, out var error), error);
        Assert.Equal(TestEvents.Example, e);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{\"event_id\":\"a\",}")]
    [InlineData("{} {}")]
    public void Refuses_what_is_not_JSON_with_the_place(string json) => AssertErrorStart(json, "$: not JSON at byte ", "event_id: missing");

    [Theory]
    [InlineData("[]", "$: expected an object, found an array")]
    [InlineData("null", "$: expected an object, found null")]
    [InlineData("{}", "event_id: missing")]
    public void Refuses_JSON_that_is_no_event(string json, string error) => AssertError(json, error);

    [Fact]
    public void A_name_that_is_no_text_is_an_unknown_one()
    {
        Assert.True(Parse(ExampleJson.Insert(1, "\"\\ud800\":1,"), out var e, out var error), error);
        Assert.Equal(TestEvents.Example, e);
        Assert.False(Parse("{\"\\ud800\":1}", out _, out error));
        Assert.Equal("event_id: missing", error);
    }

    [Fact]
    public void An_escaped_name_is_the_same_name()
    {
        Assert.True(Parse(ExampleJson.Replace("\"region\"", "\"\\u0072egion\""), out var e, out var error), error);
        Assert.Equal(TestEvents.Example, e);
    }

    [Fact]
    public void Refuses_two_events_in_one_input() => AssertErrorStart(ExampleJson + ExampleJson, "$: not JSON at byte ");

    [Fact]
    public void Refuses_deep_nesting_and_takes_what_is_allowed()
    {
        string Nested(int depth) => ExampleJson.Insert(1, $"\"x\":{new string('[', depth)}{new string(']', depth)},");
        Assert.True(Parse(Nested(EventJson.MaxDepth - 1), out _, out var error), error);
        AssertErrorStart(Nested(EventJson.MaxDepth + 1), "$: not JSON at byte ");
        AssertErrorStart(new string('[', 500_000), "$: expected an object, found an array");
        AssertErrorStart("{\"x\":" + new string('[', 500_000), "$: not JSON at byte ");
    }

    [Fact]
    public void Refuses_more_than_the_longest_input_unread()
    {
        var padding = new string(' ', EventJson.MaxBytes - Encoding.UTF8.GetByteCount(ExampleJson));
        Assert.True(Parse(ExampleJson + padding, out _, out var error), error);
        AssertError(ExampleJson + padding + " ", "$: expected at most 1048576 bytes, found 1048577");
    }

    [Fact]
    public void Writes_numbers_that_JSON_does_not_have_as_strings_that_are_refused()
    {
        var e = TestEvents.Example with { Download = TestEvents.Example.Download with { SpeedMbps = float.NegativeInfinity } };
        var json = Encoding.UTF8.GetString(TestEvents.Json(e));
        Assert.Contains("\"speed_mbps\":\"-Infinity\"", json);
        AssertErrorStart(json, "download.speed_mbps: expected a number");
    }

    [Fact]
    public void Half_a_surrogate_pair_is_written_as_the_replacement_character()
    {
        var json = TestEvents.Json(TestEvents.Example with { UserId = "a\ud800b" });
        Assert.True(EventJson.TryParse(json, out var e, out var error), error);
        Assert.Equal("a\ufffdb", e.UserId);
    }

    /// <summary>
    /// Bytes of a good event changed, removed, repeated and cut at random: never an exception, always an event or an error.
    /// </summary>
    [Fact]
    public void Any_bytes_give_an_event_or_a_bounded_error()
    {
        var random = new System.Random(20_250_101);
        var good = TestEvents.Json(TestEvents.Example);
        var (events, errors) = (0, 0);
        for (var i = 0; i < 150_000; i++)
        {
            var json = Mutation.Of(good, random);
            if (EventJson.TryParse(json, out var e, out var error))
            {
                Assert.NotNull(e);
                events++;
            }
            else
            {
                Assert.Matches(@"^(\$|[a-z_]+(\.[a-z_]+)?): ", error);
                Assert.InRange(error.Length, 1, 400);
                errors++;
            }
        }
        Assert.True(events > 5_000 && errors > 50_000, string.Create(CultureInfo.InvariantCulture, $"{events} events, {errors} errors"));
    }

    private static bool Parse(string json, out ContentDownloadEvent? e, out string? error)
        => EventJson.TryParse(Encoding.UTF8.GetBytes(json), out e, out error);

    private static void AssertError(string json, string expected)
    {
        Assert.False(Parse(json, out var e, out var error));
        Assert.Null(e);
        Assert.Equal(expected, error);
    }

    private static void AssertErrorStart(string json, params string[] starts)
    {
        Assert.False(Parse(json, out _, out var error));
        Assert.Contains(starts, start => error!.StartsWith(start, StringComparison.Ordinal));
    }
}
