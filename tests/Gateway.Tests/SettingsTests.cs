using Microsoft.Extensions.Configuration;
using StreamPulse.Api.Security;
using StreamPulse.Hosting;

namespace StreamPulse.Gateway.Tests;

/// <summary>What a gateway is told, and what it says of what it cannot use.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Port", "70000", "Port is 70000; allowed are 0 to 65535")]
    [InlineData("Address", "localhost", "Address is localhost; allowed are an IP address")]
    [InlineData("CallRetries", "11", "CallRetries is 11; allowed are 0 to 10")]
    [InlineData("Address", "0.0.0.0", "Auth:Mode is Off and Address is 0.0.0.0; allowed without tokens are loopback addresses")]
    [InlineData("Auth:Mode", "Jwt", "Auth:Mode is Jwt and 0 of Auth:Authority, Auth:KeyFile")]
    [InlineData("Auth:Mode", "Maybe", "Auth:Mode")]
    [InlineData("Cors:Origins:0", "*", "Cors:Origins has *; allowed are origins")]
    [InlineData("RateLimits:ReadBurst", "0", "RateLimits:ReadBurst is 0; allowed are 1 to 1000000")]
    [InlineData("Api:IngestIdWindow", "8.00:00:00", "Api:IngestIdWindow is 8.00:00:00; allowed is 00:00:00 to 7.00:00:00")]
    [InlineData("Pipeline:WindowSize", "00:00:00.5", "Pipeline:WindowSize is 00:00:00.5")]
    public void AWrongSetting_IsNamedWithWhatIsAllowed(string key, string value, string expected)
    {
        var refused = Assert.Throws<ConfigurationException>(
            () => StreamPulseConfiguration.Load(Configure(("Postgres", "Host=x"), (key, value))));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItListensOnThisMachineAlone_UnlessItIsTold()
    {
        var settings = StreamPulseConfiguration.Load(Configure(("Postgres", "Host=x")));
        Assert.Equal(("127.0.0.1", 8080), (settings.Address, settings.Port));
    }

    [Fact]
    public void ItServesOtherMachines_WithTokens_OrWhenItIsToldToServeEverybody()
    {
        var key = Path.GetTempFileName();
        try
        {
            File.WriteAllText(key, new string('k', 32));
            var asking = StreamPulseConfiguration.Load(Configure(
                ("Postgres", "Host=x"), ("Address", "0.0.0.0"), ("Auth:Mode", "jwt"), ("Auth:KeyFile", key),
                ("Cors:Origins:0", "https://a.example")));
            Assert.Equal((AuthMode.Jwt, "https://a.example"), (asking.Security.Auth.Mode, asking.Security.Cors.Origins.Single()));
        }
        finally
        {
            File.Delete(key);
        }

        var open = StreamPulseConfiguration.Load(Configure(
            ("Postgres", "Host=x"), ("Address", "0.0.0.0"), ("Auth:AllowAnonymousOnNetwork", "true"), ("Api:MaxIngestLagRecords", "7")));
        Assert.Equal((AuthMode.Off, 7), (open.Auth.Mode, open.Api.MaxIngestLagRecords));
    }

    private static IConfiguration Configure(params (string Key, string Value)[] pairs)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in pairs)
            values[key] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
