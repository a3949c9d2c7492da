using System.Net;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>Names and order of what is sent, against the contract.</summary>
public sealed class ShapeTests(PostgresFixture postgres)
{
    private const string Fresh = ",as_of,watermark,complete";

    [Theory]
    [InlineData("/health", "status,database,timestamp,version,engine,log,detail", null)]
    [InlineData("/api/stats/realtime", "total_downloads,unique_content,avg_success_rate,avg_download_time" + Fresh, null)]
    [InlineData("/api/stats/trending", "data,count,window_minutes" + Fresh, "content_id,title,total_downloads,successful_downloads,"
        + "failed_downloads,success_rate")]
    [InlineData("/api/stats/regions", "data,count,window_minutes" + Fresh, "region,downloads,success_rate,avg_speed,health_status")]
    [InlineData("/api/stats/alerts", "data,count,unacknowledged_count" + Fresh, "id,alert_type,severity,message,region,metric_name,"
        + "metric_value,threshold_value,created_at")]
    [InlineData("/api/stats/timeseries", "data,count,start_time,end_time" + Fresh, "window_start,total_downloads,success_rate")]
    [InlineData("/api/stats/devices", "data,count,window_minutes" + Fresh, "device,total_downloads,success_rate,avg_speed")]
    public async Task A_body_has_the_names_of_the_contract_in_order(string path, string names, string? itemNames)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await database.ContentAsync("a", 1, 1, 0);
        await database.RegionAsync("EU-Paris", 1, 1, 0);
        await database.DeviceAsync("tv", "os", 1, 1, 0);
        await database.AlertAsync("HIGH_ERROR_RATE", "INFO", null, 1, Seed.Noon);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(names.Split(','), Answer.Names(answer.Json));
        if (itemNames is not null)
        {
            var item = Assert.Single(answer.Data);
            Assert.Equal(itemNames.Split(','), Answer.Names(item));
            Assert.Equal(1, answer.Json.GetProperty("count").GetInt32());
        }
    }

    [Theory]
    [InlineData("trending", "data,count,window_minutes")]
    [InlineData("regions", "data,count,window_minutes")]
    [InlineData("devices", "data,count,window_minutes")]
    [InlineData("alerts", "data,count,unacknowledged_count")]
    [InlineData("timeseries", "data,count,start_time,end_time")]
    public async Task Nothing_to_list_is_an_empty_list(string route, string names)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.GetAsync($"/api/stats/{route}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal((names + Fresh).Split(','), Answer.Names(answer.Json));
        Assert.Empty(answer.Data);
        Assert.Equal(0, answer.Json.GetProperty("count").GetInt32());
        Assert.Equal("null", answer.Json.GetProperty("watermark").GetRawText());
        Assert.False(answer.Json.GetProperty("complete").GetBoolean());
    }
}
