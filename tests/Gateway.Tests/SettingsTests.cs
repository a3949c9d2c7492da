using Microsoft.Extensions.Configuration;
using StreamPulse.Gateway.Hosting;

namespace StreamPulse.Gateway.Tests;

/// <summary>What a gateway is told, and what it says of what it cannot use.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Postgres", "", "Postgres is not set")]
    [InlineData("Port", "70000", "Port is 70000; allowed are 0 to 65535")]
    [InlineData("Address", "localhost", "Address is localhost; allowed are an IP address")]
    [InlineData("CallRetries", "11", "CallRetries is 11; allowed are 0 to 10")]
    [InlineData("Pipeline:WindowSize", "00:00:00.5", "Pipeline:WindowSize is 00:00:00.5")]
    public void AWrongSetting_IsNamedWithWhatIsAllowed(string key, string value, string expected)
    {
        var refused = Assert.Throws<GatewaySettingsException>(() => GatewayConfiguration.Load(Configure(("Postgres", "Host=x"), (key, value))));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItListensOnThisMachineAlone_UnlessItIsTold()
    {
        var settings = GatewayConfiguration.Load(Configure(("Postgres", "Host=x")));
        Assert.Equal(("127.0.0.1", 8080), (settings.Address, settings.Port));
    }

    private static IConfiguration Configure(params (string Key, string Value)[] pairs)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in pairs)
            values[key] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
