using System.Net;
using System.Text;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>/api/alerts: the list, one alert with its history, and what people do.</summary>
public sealed class AlertHandlingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_alert_has_the_names_of_the_agreement_in_order()
    {
        await using var api = await StartAsync();

        const string Names = "id,alert_type,severity,message,region,content_id,metric_name,metric_value,threshold_value,sample_size,"
            + "window_start,last_window_start,"
            + "created_at,updated_at,resolved_at,resolved_by,acknowledged,acknowledged_at,acknowledged_by,acknowledge_note";
        var list = await api.GetAsync("/api/alerts");
        Assert.Equal("data,count,next_cursor,open_count,unacknowledged_count,as_of,watermark,complete".Split(','), Answer.Names(list.Json));
        Assert.Equal(Names.Split(','), Answer.Names(list.Data[0]));
        var one = await api.GetAsync("/api/alerts/1");
        Assert.Equal((Names + ",history,as_of,watermark,complete").Split(','), Answer.Names(one.Json));
    }

    [Fact]
    public async Task Each_filter_chooses()
    {
        await using var api = await StartAsync();
        await PostAsync(api, 2, "acknowledge", """{"by":"ana"}""");
        await PostAsync(api, 3, "resolve", """{"by":"ana"}""");

        Assert.Equal(["3", "2", "1"], (await api.GetAsync("/api/alerts")).Column("id"));
        Assert.Equal(["2", "1"], (await api.GetAsync("/api/alerts?state=open")).Column("id"));
        Assert.Equal(["3"], (await api.GetAsync("/api/alerts?state=RESOLVED")).Column("id"));
        Assert.Equal(["2"], (await api.GetAsync("/api/alerts?acknowledged=true")).Column("id"));
        Assert.Equal(["3", "1"], (await api.GetAsync("/api/alerts?acknowledged=false&state=all")).Column("id"));
        Assert.Equal(["2"], (await api.GetAsync("/api/alerts?severity=critical&acknowledged=any")).Column("id"));
        Assert.Equal(["1"], (await api.GetAsync("/api/alerts?region=EU-Paris")).Column("id"));
        Assert.Equal(["3"], (await api.GetAsync("/api/alerts?alert_type=TRAFFIC_DROP")).Column("id"));
        Assert.Equal(["2", "1"], (await api.GetAsync("/api/alerts?to=2026-03-01T11:59:00Z")).Column("id"));
        Assert.Equal(["3", "2"], (await api.GetAsync("/api/alerts?from=2026-03-01T11:58:00Z")).Column("id"));
        Assert.Equal(["2"], (await api.GetAsync("/api/alerts?from=2026-03-01T11:58:00Z&to=2026-03-01T11:59:00Z")).Column("id"));
        var counted = (await api.GetAsync("/api/alerts?region=nowhere")).Json;
        Assert.Equal((2, 2), (counted.GetProperty("open_count").GetInt32(), counted.GetProperty("unacknowledged_count").GetInt32()));
    }

    [Fact]
    public async Task Pages_follow_one_another_and_a_new_alert_moves_none()
    {
        var database = await postgres.CreateDatabaseAsync();
        for (var i = 0; i < 5; i++)
            await database.AlertAsync($"T{i}", "INFO", "r", 100 + i, Seed.Start(20)); // same time of creation: the later id first
        await using var api = await ApiHost.StartAsync(database);

        var first = await api.GetAsync("/api/alerts?limit=2");
        Assert.Equal(["T4", "T3"], first.Column("alert_type"));
        await database.AlertAsync("NEW", "INFO", "r", 1, Seed.Start(1));
        var cursor = first.Json.GetProperty("next_cursor").GetString()!;
        var second = await api.GetAsync($"/api/alerts?limit=2&cursor={cursor}");
        Assert.Equal(["T2", "T1"], second.Column("alert_type"));
        var third = await api.GetAsync($"/api/alerts?limit=1&cursor={second.Json.GetProperty("next_cursor").GetString()}");
        Assert.Equal(["T0"], third.Column("alert_type"));
        Assert.Equal("null", third.Json.GetProperty("next_cursor").GetRawText());

        var other = await api.GetAsync($"/api/alerts?severity=INFO&limit=2&cursor={cursor}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Equal(["cursor"], Answer.Names(other.Json.GetProperty("errors")));
    }

    [Fact]
    public async Task What_people_do_is_done_once_and_laid_down()
    {
        await using var api = await StartAsync();

        var acknowledged = await PostAsync(api, 1, "acknowledge", """{"by":"ana","note":"on it"}""");
        Assert.Equal(HttpStatusCode.OK, acknowledged.Status);
        Assert.Equal(
            "true,ana,on it,2026-03-01T12:00:30+00:00",
            Fields(acknowledged, "acknowledged", "acknowledged_by", "acknowledge_note", "acknowledged_at"));
        Assert.Equal("ana", Fields(await PostAsync(api, 1, "acknowledge", """{"by":"bob"}"""), "acknowledged_by"));
        Assert.Equal(
            "false,null,null,null",
            Fields(
                await PostAsync(api, 1, "unacknowledge", """{"by":"bob","note":"not mine"}"""), "acknowledged", "acknowledged_by",
                "acknowledge_note", "acknowledged_at"));
        await PostAsync(api, 1, "unacknowledge", """{"by":"cy"}""");
        api.Time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(
            "2026-03-01T12:01:30+00:00,dan", Fields(await PostAsync(api, 1, "resolve", """{"by":"dan"}"""), "resolved_at", "resolved_by"));
        Assert.Equal(
            "2026-03-01T12:01:30+00:00,dan", Fields(await PostAsync(api, 1, "resolve", """{"by":"eve"}"""), "resolved_at", "resolved_by"));

        var history = (await api.GetAsync("/api/alerts/1")).Json.GetProperty("history").EnumerateArray()
            .Select(entry => entry.GetRawText());
        Assert.Equal(
            [
                """{"at":"2026-03-01T12:00:30+00:00","action":"acknowledged","by":"ana","note":"on it"}""",
                """{"at":"2026-03-01T12:00:30+00:00","action":"unacknowledged","by":"bob","note":"not mine"}""",
                """{"at":"2026-03-01T12:01:30+00:00","action":"resolved","by":"dan","note":null}""",
            ],
            history);
    }

    [Fact]
    public async Task What_was_done_shows_at_once_although_answers_are_kept()
    {
        await using var api = await StartAsync(options => options.StoredAnswerLifetime = TimeSpan.FromMinutes(1));
        await api.GetAsync("/api/alerts/1");
        Assert.Equal(3, (await api.GetAsync("/api/stats/alerts")).Json.GetProperty("count").GetInt32());

        await PostAsync(api, 1, "acknowledge", """{"by":"ana"}""");

        Assert.Equal("true", Fields(await api.GetAsync("/api/alerts/1"), "acknowledged"));
        Assert.Equal(2, (await api.GetAsync("/api/stats/alerts")).Json.GetProperty("count").GetInt32());
        Assert.Equal(["1"], (await api.GetAsync("/api/alerts?acknowledged=true")).Column("id"));
    }

    [Theory]
    [InlineData("{}", "by")]
    [InlineData("", "by")]
    [InlineData("""{"by":"   "}""", "by")]
    [InlineData("""{"by":7}""", "by")]
    [InlineData("""{"by":"a\u0000"}""", "by")]
    [InlineData("""{"by":"ana","note":[]}""", "note")]
    public async Task A_body_that_does_not_say_who_is_refused(string body, string field)
    {
        await using var api = await StartAsync();

        var answer = await PostAsync(api, 1, "acknowledge", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal([field], Answer.Names(answer.Json.GetProperty("errors")));
        Assert.Equal("false", Fields(await api.GetAsync("/api/alerts/1"), "acknowledged"));
    }

    [Fact]
    public async Task Who_and_note_have_bounds()
    {
        await using var api = await StartAsync();
        string Body(int by, int note) => $$"""{"by":"{{new string('b', by)}}","note":"{{new string('n', note)}}"}""";

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(api, 1, "acknowledge", Body(100, 1000))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(api, 2, "acknowledge", Body(101, 0))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(api, 2, "acknowledge", Body(1, 1001))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(api, 2, "acknowledge", Body(1, 20_000))).Status);
    }

    [Fact]
    public async Task Text_that_looks_like_a_statement_is_text()
    {
        await using var api = await StartAsync();
        const string Text = "'; DROP TABLE alerts; --";

        Assert.Equal(
            $"{Text},{Text}",
            Fields(
                await PostAsync(api, 1, "acknowledge", $$"""{"by":"{{Text}}","note":"{{Text}}"}"""), "acknowledged_by",
                "acknowledge_note"));
        Assert.Empty((await api.GetAsync("/api/alerts?region=" + Uri.EscapeDataString(Text))).Data);
        Assert.Equal(3, (await api.GetAsync("/api/alerts")).Data.Length);
    }

    [Theory]
    [InlineData("not json", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("by=ana", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", null, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_of_another_kind_is_refused(string body, string? type, HttpStatusCode status)
    {
        await using var api = await StartAsync();

        Assert.Equal(status, (await api.PostAsync("/api/alerts/1/acknowledge", Encoding.UTF8.GetBytes(body), type)).Status);
    }

    [Theory]
    [InlineData("/api/alerts/99")]
    [InlineData("/api/alerts/99/resolve")]
    [InlineData("/api/alerts/abc")]
    [InlineData("/api/alerts/99999999999999999999")]
    public async Task An_alert_that_is_not_there_is_a_404_problem(string path)
    {
        await using var api = await StartAsync();

        var answer = path.EndsWith("resolve", StringComparison.Ordinal)
            ? await api.PostAsync(path, """{"by":"ana"}"""u8.ToArray(), "application/json")
            : await api.GetAsync(path);

        ProblemTests.AssertProblem(answer, HttpStatusCode.NotFound, "not-found", path);
    }

    internal static Task<Answer> PostAsync(ApiHost api, long id, string what, string body)
        => api.PostAsync($"/api/alerts/{id}/{what}", Encoding.UTF8.GetBytes(body), "application/json");

    private static string Fields(Answer answer, params string[] names)
        => string.Join(
            ',',
            names.Select(name => answer.Json.GetProperty(name))
                .Select(value => value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString() : value.GetRawText()));

    private async Task<ApiHost> StartAsync(Action<ApiOptions>? configure = null)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AlertAsync("HIGH_ERROR_RATE", "WARNING", "EU-Paris", 5, Seed.Start(4));
        await database.AlertAsync("HIGH_ERROR_RATE", "CRITICAL", "ASIA-Tokyo", 3, Seed.Start(2));
        await database.AlertAsync("TRAFFIC_DROP", "WARNING", null, 2, Seed.Start(1));
        return await ApiHost.StartAsync(database, configure);
    }
}
