using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class IngestTests(PostgresFixture postgres)
{
    [Fact]
    public async Task One_event_in_json_is_appended()
    {
        await using var api = await StartAsync();

        var answer = await api.PostAsync(
            "/api/events", Encoding.UTF8.GetBytes(TestEvents.Json("e1").ToJsonString()), "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("""{"accepted":1,"rejected":0,"duplicates":0,"errors":[]}""", answer.Body);
        var (key, value) = Assert.Single(api.Log.Records);
        Assert.Equal("EU-Paris", Encoding.UTF8.GetString(key));
        Assert.True(AvroEventReader.TryRead(value, out var view));
        Assert.Equal("e1", Encoding.UTF8.GetString(view.EventId));
        Assert.Equal(Seed.Now.ToUnixTimeMilliseconds(), view.EventTimeMs);
        Assert.Equal(42.5f, view.SpeedMbps);
        Assert.False(view.HasErrorCode);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/avro")]
    [InlineData("avro/binary")]
    public async Task Good_events_are_appended_in_order_and_bad_ones_named(string contentType)
    {
        await using var api = await StartAsync();
        var events = new[]
        {
            TestEvents.Json("e0"),
            TestEvents.Json(""),
            TestEvents.Json("e2", region: "ASIA-Tokyo"),
            TestEvents.Json("e3", eventTime: Seed.Now.AddMinutes(6)),
            TestEvents.Json("e4", speed: -1),
            TestEvents.Json("e5"),
        };

        var answer = await api.PostAsync("/api/events", TestEvents.Body(contentType, events), contentType);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(["accepted", "rejected", "duplicates", "errors"], Answer.Names(answer.Json));
        Assert.Equal(3, answer.Json.GetProperty("accepted").GetInt32());
        Assert.Equal(3, answer.Json.GetProperty("rejected").GetInt32());
        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToArray();
        Assert.Equal(["1", "3", "4"], errors.Select(e => e.GetProperty("index").ToString()));
        Assert.Equal(["empty_event_id", "event_time_in_future", "invalid_speed"], errors.Select(e => e.GetProperty("reason").GetString()));
        Assert.All(errors, e => Assert.Equal(["index", "reason", "detail"], Answer.Names(e)));
        Assert.Equal(["e0", "e2", "e5"], api.Log.Records.Select(TestEvents.IdOf));
        Assert.Equal(["EU-Paris", "ASIA-Tokyo", "EU-Paris"], api.Log.Records.Select(record => Encoding.UTF8.GetString(record.Key)));
    }

    [Fact]
    public async Task Elements_that_are_no_events_are_named_each()
    {
        await using var api = await StartAsync();
        var (good, other) = (TestEvents.Json("e").ToJsonString(), TestEvents.Json("f").ToJsonString());

        var array = await api.PostAsync(
            "/api/events", Encoding.UTF8.GetBytes($"[ {good} , 7, null, [{good}], {{}}, {other} ]"), "application/json");
        Assert.Equal((2, 4), (array.Json.GetProperty("accepted").GetInt32(), array.Json.GetProperty("rejected").GetInt32()));
        Assert.All(
            array.Json.GetProperty("errors").EnumerateArray(), e => Assert.Equal("undecodable_json", e.GetProperty("reason").GetString()));
        Assert.Equal("$: expected an object, found the number 7", array.Json.GetProperty("errors")[0].GetProperty("detail").GetString());

        var (third, fourth) = (TestEvents.Json("g").ToJsonString(), TestEvents.Json("h").ToJsonString());
        var lines = await api.PostAsync(
            "/api/events", Encoding.UTF8.GetBytes($"\uFEFF{third}\r\n\r\n{{\"event_id\":\n  \n{fourth}"), "application/x-ndjson");
        Assert.Equal((2, 1), (lines.Json.GetProperty("accepted").GetInt32(), lines.Json.GetProperty("rejected").GetInt32()));
        Assert.Equal(1, lines.Json.GetProperty("errors")[0].GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task Wrong_types_inside_an_event_are_named_with_their_place()
    {
        await using var api = await StartAsync();
        var e = TestEvents.Json("e");
        e["content"]!["size_mb"] = "large";

        var answer = await api.PostAsync("/api/events", Encoding.UTF8.GetBytes(e.ToJsonString()), "application/json");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(
            """{"accepted":0,"rejected":1,"duplicates":0,"errors":["""
            + """{"index":0,"reason":"undecodable_json","detail":"content.size_mb: expected a 32-bit integer, found a string"}]}""",
            answer.Body);
        Assert.Empty(api.Log.Records);
    }

    [Theory]
    [InlineData("application/json", "")]
    [InlineData("application/json", "[")]
    [InlineData("application/json", "{\"event_id\":")]
    [InlineData("application/json", "[] []")]
    [InlineData("application/json", "\"text\"")]
    [InlineData("application/json", "nonsense")]
    [InlineData("application/avro", "")]
    [InlineData("application/avro", "Obj")]
    [InlineData("application/avro", "PK not a container")]
    public async Task A_body_that_cannot_be_taken_apart_is_refused_whole(string contentType, string body)
    {
        await using var api = await StartAsync();

        ProblemTests.AssertProblem(
            await api.PostAsync("/api/events", Encoding.UTF8.GetBytes(body), contentType), HttpStatusCode.BadRequest, "malformed-body",
            "/api/events");
        Assert.Empty(api.Log.Records);
    }

    [Fact]
    public async Task A_damaged_end_refuses_the_good_events_before_it_too()
    {
        await using var api = await StartAsync();
        var array = Encoding.UTF8.GetBytes($"[{TestEvents.Json("a").ToJsonString()},{TestEvents.Json("b").ToJsonString()}");
        var file = TestEvents.Body("application/avro", [TestEvents.Json("a"), TestEvents.Json("b")]);

        Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("/api/events", array, "application/json")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("/api/events", file[..^1], "application/avro")).Status);
        Assert.Empty(api.Log.Records);
    }

    [Theory]
    [InlineData("[]", "application/json")]
    [InlineData("\n\n", "application/x-ndjson")]
    public async Task No_events_are_no_error(string body, string contentType)
    {
        await using var api = await StartAsync();

        Assert.Equal(
            """{"accepted":0,"rejected":0,"duplicates":0,"errors":[]}""",
            (await api.PostAsync("/api/events", Encoding.UTF8.GetBytes(body), contentType)).Body);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_type_of_body_is_refused(string? contentType)
    {
        await using var api = await StartAsync();

        var answer = await api.PostAsync("/api/events", Encoding.UTF8.GetBytes(TestEvents.Json("e").ToJsonString()), contentType);

        ProblemTests.AssertProblem(answer, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type", "/api/events");
        Assert.Contains("application/x-ndjson", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/avro")]
    public async Task More_events_than_allowed_are_refused_whole(string contentType)
    {
        await using var api = await StartAsync(options => options.MaxIngestEvents = 3);
        JsonObject[] three = [TestEvents.Json("a"), TestEvents.Json(""), TestEvents.Json("c")];

        var allowed = await api.PostAsync("/api/events", TestEvents.Body(contentType, three), contentType);
        Assert.Equal(2, allowed.Json.GetProperty("accepted").GetInt32());
        var refused = await api.PostAsync("/api/events", TestEvents.Body(contentType, [.. three, TestEvents.Json("d")]), contentType);
        ProblemTests.AssertProblem(refused, HttpStatusCode.RequestEntityTooLarge, "too-large", "/api/events");
        Assert.Equal(2, api.Log.Records.Count);
    }

    [Fact]
    public async Task Ten_thousand_events_of_eight_megabytes_are_the_bounds_unless_set()
    {
        var options = new ApiOptions();
        Assert.Equal((10_000, 8 * 1024 * 1024), (options.MaxIngestEvents, options.MaxIngestBytes));
        await using var api = await StartAsync();
        var e = TestEvents.Json("e").ToJsonString();

        var most = await api.PostAsync(
            "/api/events",
            Encoding.UTF8.GetBytes(string.Join(
                '\n',
                Enumerable.Range(0, 10_000)
                    .Select(i => e.Replace("\"event_id\":\"e\"", $"\"event_id\":\"e{i}\"", StringComparison.Ordinal)))),
            "application/x-ndjson");
        Assert.Equal("""{"accepted":10000,"rejected":0,"duplicates":0,"errors":[]}""", most.Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_larger_body_than_allowed_is_refused(bool chunked)
    {
        await using var api = await StartAsync(options => options.MaxIngestBytes = 2048);
        var one = Encoding.UTF8.GetBytes(TestEvents.Json("e").ToJsonString());
        byte[] fitting = [.. one, .. Enumerable.Repeat((byte)' ', 2048 - one.Length)];

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(fitting)).Status);
        ProblemTests.AssertProblem(
            await SendAsync([.. fitting, (byte)' ']), HttpStatusCode.RequestEntityTooLarge, "too-large", "/api/events");
        Assert.Single(api.Log.Records);

        Task<Answer> SendAsync(byte[] body)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TransferEncodingChunked = chunked;
            return api.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_record_with_a_null_is_refused_by_itself()
    {
        await using var api = await StartAsync();
        var answer = await api.PostAsync(
            "/api/events", SharedFiles.ReadCase("11-avro-nullable-with-null", "one-null.avro"), "application/avro");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal((4, 1), (answer.Json.GetProperty("accepted").GetInt32(), answer.Json.GetProperty("rejected").GetInt32()));
        var error = answer.Json.GetProperty("errors")[0];
        Assert.Equal((1, "undecodable_avro"), (error.GetProperty("index").GetInt32(), error.GetProperty("reason").GetString()));
        Assert.Contains("content.title", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_file_that_inflates_beyond_the_bound_is_refused()
    {
        await using var api = await StartAsync(options => options.MaxIngestBytes = 64 * 1024);
        var wide = Enumerable.Range(0, 100).Select(i => TestEvents.Json($"e{i}", title: new string('x', 10_000))).ToArray();
        var file = TestEvents.Body("application/avro", wide, AvroCodec.Deflate);
        Assert.InRange(file.Length, 1, 64 * 1024);

        var answer = await api.PostAsync("/api/events", file, "application/avro");

        ProblemTests.AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, "too-large", "/api/events");
        Assert.Empty(api.Log.Records);
    }

    [Fact]
    public async Task A_log_that_is_away_is_a_503_and_a_full_one_a_507()
    {
        await using var api = await StartAsync();
        var body = Encoding.UTF8.GetBytes(TestEvents.Json("e").ToJsonString());

        api.Log.Failure = new LogUnavailableException("away");
        var away = await api.PostAsync("/api/events", body, "application/json");
        ProblemTests.AssertProblem(away, HttpStatusCode.ServiceUnavailable, "log-unavailable", "/api/events");
        Assert.NotNull(away.RetryAfter);

        api.Log.Failure = new LogFullException("full");
        ProblemTests.AssertProblem(
            await api.PostAsync("/api/events", body, "application/json"), HttpStatusCode.InsufficientStorage, "log-full", "/api/events");
    }

    [Fact]
    public async Task A_full_disk_is_a_507_also_where_the_ids_cannot_be_stored()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(database);
        await database.ExecuteAsync(
            """
            CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER no_room BEFORE INSERT ON ingest_ids FOR EACH ROW EXECUTE FUNCTION no_room();
            """);
        var body = Encoding.UTF8.GetBytes(TestEvents.Json(Guid.NewGuid().ToString()).ToJsonString());

        ProblemTests.AssertProblem(
            await api.PostAsync("/api/events", body, "application/json"), HttpStatusCode.InsufficientStorage, "log-full", "/api/events");
    }

    [Fact]
    public async Task Accepted_events_are_in_the_embedded_log()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 1 });
        await using var api = await ApiHost.StartAsync(database, appender: log);

        var answer = await api.PostAsync(
            "/api/events", TestEvents.Body("application/x-ndjson", [TestEvents.Json("a"), TestEvents.Json(""), TestEvents.Json("c")]),
            "application/x-ndjson");

        Assert.Equal(2, answer.Json.GetProperty("accepted").GetInt32());
        await using var reader = log.OpenReader(0, 0);
        using var batch = await reader.ReadAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        var ids = new List<string>();
        while (batch!.TryRead(out var record))
            ids.Add(TestEvents.IdOf(([], record.Value.ToArray())));
        Assert.Equal(["a", "c"], ids);
        Assert.Equal("2", (await api.GetAsync("/api/pipeline")).Json.GetProperty("totals").GetProperty("lag_records").ToString());
    }

    private async Task<ApiHost> StartAsync(Action<ApiOptions>? configure = null)
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), configure);
}
