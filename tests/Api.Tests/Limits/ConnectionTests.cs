using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>How many connections there may be.</summary>
public sealed class ConnectionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Beyond_the_limit_of_the_server_a_connection_gets_a_503_that_names_the_option()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            options => (options.MaxConnections, options.MaxConnectionsPerAddress) = (16, 16));

        await FillAsync(api, "127.0.0.1", 16);

        AssertRefused(await AskAsync(api, "127.0.0.1"), 503, "Api:MaxConnections");
    }

    [Fact]
    public async Task One_address_leaves_room_for_others_and_gets_some_back_when_it_closes_its_own()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), options => options.MaxConnections = 16);
        var greedy = await FillAsync(api, "127.0.0.2", 4);

        AssertRefused(await AskAsync(api, "127.0.0.2"), 429, "Api:MaxConnectionsPerAddress");
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(api, "127.0.0.3"), StringComparison.Ordinal);
        greedy.ForEach(static client => client.Dispose());
        await WaitUntil.TrueAsync(() => Gate(api).Open == 0, () => $"{Gate(api).Open} connections");

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(api, "127.0.0.2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_a_trusted_proxy_is_not_limited()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.MaxConnections = 16,
            security: ApiHost.Open with { Proxies = new ProxyOptions { Trusted = ["127.0.0.0/8"] } });
        await FillAsync(api, "127.0.0.2", 8);

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(api, "127.0.0.2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_leave_half_of_the_connections_to_other_requests()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => (options.MaxConnections, options.MaxConnectionsPerAddress) = (16, 16));
        api.Live.Answer(Seed.Snapshot(Seed.Now));
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++)
            streams.Add(await OpenStreamAsync(api));

        using var refused = await OpenStreamAsync(api);

        Assert.All(streams, static stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        streams.ForEach(static stream => stream.Dispose());
    }

    [Theory]
    [InlineData(20_000, 24L << 30, 10_000, 2_500)]
    [InlineData(1024, 24L << 30, 384, 96)] // room for assemblies, the log, the database and silos
    [InlineData(256, 24L << 30, 32, 8)]
    [InlineData(20_000, 400L << 20, 492, 123)] // a quarter of the memory
    public void The_limit_follows_what_the_process_may_have(long openFiles, long memoryBytes, int total, int perAddress)
    {
        var limits = ConnectionLimits.Of(new ApiOptions(), new ProxyOptions(), new ProcessResources(openFiles, memoryBytes));

        Assert.Equal((total, perAddress), (limits.Total, limits.PerAddress));
    }

    [Theory]
    [InlineData("Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files", null)]
    [InlineData("", null)]
    public void The_limit_of_open_files_is_the_soft_one(string limits, long? openFiles)
        => Assert.Equal(openFiles, ProcessResources.OpenFilesOf(limits));

    private static ConnectionGate Gate(ApiHost api) => api.Services.GetRequiredService<ConnectionGate>();

    /// <summary>Opens connections that say a little and then nothing.</summary>
    private static async Task<List<TcpClient>> FillAsync(ApiHost api, string from, int connections)
    {
        var clients = new List<TcpClient>();
        for (var i = 0; i < connections; i++)
        {
            clients.Add(await ConnectAsync(api, from));
            await clients[^1].GetStream().WriteAsync("GET "u8.ToArray());
        }

        await WaitUntil.TrueAsync(() => Gate(api).Open == connections, () => $"{Gate(api).Open} connections");
        return clients;
    }

    private static async Task<string> AskAsync(ApiHost api, string from)
    {
        using var client = await ConnectAsync(api, from);
        var stream = client.GetStream();
        await stream.WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task<TcpClient> ConnectAsync(ApiHost api, string from)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port);
        return client;
    }

    private static Task<HttpResponseMessage> OpenStreamAsync(ApiHost api)
        => api.Client.GetAsync(new Uri("/api/stats/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

    private static void AssertRefused(string answer, int status, string option)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 5\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("urn:streampulse:problem:too-many-connections", answer, StringComparison.Ordinal);
        Assert.Contains(option, answer, StringComparison.Ordinal);
    }
}
