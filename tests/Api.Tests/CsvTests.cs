using System.Net;
using Npgsql;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>Lists as CSV, by Accept.</summary>
public sealed class CsvTests(PostgresFixture postgres)
{
    public static TheoryData<string> Lists =>
    [
        "/api/stats/trending", "/api/stats/regions?minutes=5", "/api/stats/devices", "/api/stats/timeseries", "/api/stats/alerts",
        "/api/alerts",
        "/api/stats/content?content_id=a", "/api/stats/region?region=EU-Paris", "/api/stats/device?device=tv",
        "/api/stats/rows/contents", "/api/stats/rows/regions", "/api/stats/rows/devices",
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_has_the_names_and_the_number_of_rows_of_its_JSON(string path)
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        var json = await api.GetAsync(path);

        var csv = await api.GetAsync(path, ("Accept", "text/csv"));

        Assert.Equal(HttpStatusCode.OK, csv.Status);
        Assert.Equal("text/csv", csv.MediaType);
        var lines = csv.Body.Split("\r\n");
        Assert.Equal(string.Join(',', Answer.Names(json.Data[0])), lines[0]);
        Assert.Equal(json.Data.Length + 2, lines.Length);
        Assert.Equal("", lines[^1]);
        Assert.Equal(json.Json.GetProperty("as_of").GetString(), csv.Headers["X-As-Of"]);
        Assert.Equal(json.Json.GetProperty("watermark").GetString(), csv.Headers["X-Watermark"]);
        Assert.Equal(json.Json.GetProperty("complete").GetRawText(), csv.Headers["X-Complete"]);
        Assert.False(csv.Headers.ContainsKey("X-Next-Cursor"));
    }

    [Fact]
    public async Task Values_are_as_in_JSON_and_quoted_where_they_must_be()
    {
        var database = await SeededAsync();
        await database.ContentAsync("c", 1, 9, 1, "Say \"hi\",\r\nthen go");
        await database.ExecuteAsync("""UPDATE region_health SET error_counts = '{"A,B": 2}'""");
        await using var api = await ApiHost.StartAsync(database);

        var trending = (await api.GetAsync("/api/stats/trending?limit=1&live=false", ("Accept", "text/csv"))).Body;
        Assert.Equal(
            "content_id,title,total_downloads,successful_downloads,failed_downloads,success_rate\r\nc,\"Say \"\"hi\"\",\r\nthen go\",10,9,"
            + "1,0.9\r\n",
            trending);
        var region = (await api.GetAsync("/api/stats/region?region=EU-Paris", ("Accept", "text/csv"))).Body.Split("\r\n")[1];
        Assert.Equal("2026-03-01T11:59:00+00:00,2026-03-01T12:00:00+00:00,false,4,3,1,0,0.75,1,,,,,,,,,\"{\"\"A,B\"\":2}\",1", region);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\n=1+1")]
    [InlineData("\r\n@x")]
    [InlineData(" =1+1")]
    [InlineData("\u00A0\u2003=1+1")]
    [InlineData("\uFEFF=1+1")]
    [InlineData("\u200B \u0001-1")]
    [InlineData("\uFF1D1+1")]
    [InlineData("\uFF0B1")]
    [InlineData("\uFF0D1")]
    [InlineData("\uFF20SUM(A1)")]
    [InlineData("\uFE661+1")]
    [InlineData("\u22121")]
    [InlineData("=cmd|'/c calc'!A1,\"x\"")]
    public async Task A_text_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(string title)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ContentAsync("a", 1, 1, 0, title);
        await using var api = await ApiHost.StartAsync(database);

        var body = (await api.GetAsync("/api/stats/trending?live=false", ("Accept", "text/csv"))).Body.Split("\r\n", 2)[1];

        var expected = "'" + title.Replace("\"", "\"\"", StringComparison.Ordinal);
        Assert.Contains(body, new[] { $"a,{expected},1,1,0,1\r\n", $"a,\"{expected}\",1,1,0,1\r\n" });
        // JSON is as it is
        Assert.Equal(title, (await api.GetAsync("/api/stats/trending?live=false")).Data[0].GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("Ocean's 11 = 12 - 1")]
    [InlineData(" a-ha")]
    [InlineData("'=1")]
    [InlineData("\u2014 a dash")]
    public async Task Another_text_is_as_it_is(string title)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ContentAsync("a", 1, 1, 0, title);
        await using var api = await ApiHost.StartAsync(database);

        var body = (await api.GetAsync("/api/stats/trending?live=false", ("Accept", "text/csv"))).Body.Split("\r\n", 2)[1];

        Assert.Contains(body, new[] { $"a,{title},1,1,0,1\r\n", $"a,\"{title}\",1,1,0,1\r\n" });
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData("text/csv", true)]
    [InlineData("TEXT/CSV; header=present", true)]
    [InlineData("text/*", true)]
    [InlineData("text/csv, application/json", false)]
    [InlineData("text/csv, */*", true)]
    [InlineData("text/csv;q=0.5, application/json;q=0.4", true)]
    [InlineData("text/csv;q=0.4, application/json;q=0.5", false)]
    [InlineData("text/csv;q=0, */*", false)]
    [InlineData("text/html, */*;q=0.8", false)]
    [InlineData("application/json;q=0, */*", true)]
    [InlineData("image/png", false)]
    [InlineData("not a type", false)]
    public async Task What_is_wanted_more_is_given(string? accept, bool csv)
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());

        var answer = accept is null
            ? await api.GetAsync("/api/stats/regions")
            : await api.GetAsync("/api/stats/regions", ("Accept", accept));

        Assert.Equal(csv ? "text/csv" : "application/json", answer.MediaType);
        Assert.Equal("Accept, Authorization", answer.Headers["Vary"]);
    }

    [Fact]
    public async Task What_is_no_list_is_JSON_and_so_is_a_problem()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());

        Assert.Equal("application/json", (await api.GetAsync("/api/stats/realtime", ("Accept", "text/csv"))).MediaType);
        Assert.Equal("application/problem+json", (await api.GetAsync("/api/stats/trending?limit=0", ("Accept", "text/csv"))).MediaType);
    }

    [Fact]
    public async Task Pages_follow_one_another_by_a_header()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());

        var first = await api.GetAsync("/api/stats/rows/contents?limit=1", ("Accept", "text/csv"));
        var second = await api.GetAsync(
            $"/api/stats/rows/contents?limit=1&cursor={first.Headers["X-Next-Cursor"]}", ("Accept", "text/csv"));

        Assert.StartsWith("a,", first.Body.Split("\r\n")[1], StringComparison.Ordinal);
        Assert.StartsWith("b,", second.Body.Split("\r\n")[1], StringComparison.Ordinal);
        Assert.False(second.Headers.ContainsKey("X-Next-Cursor"));
    }

    private async Task<NpgsqlDataSource> SeededAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await database.ContentAsync("a", 1, 3, 1);
        await database.ContentAsync("b", 1, 2, 1);
        await database.RegionAsync("EU-Paris", 1, 3, 1);
        await database.DeviceAsync("tv", "os", 1, 3, 1);
        await database.AlertAsync("HIGH_ERROR_RATE", "WARNING", "EU-Paris", 1, Seed.Noon);
        return database;
    }
}
