using Microsoft.Extensions.Configuration;

namespace StreamPulse.Hosting.Tests;

/// <summary>What the configuration refuses, and what it says then.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Engine:Foo", "There is no option Engine:Foo.")]
    [InlineData("Engine:OnTrimmed", "Engine:OnTrimmed is Engine:SkipLostRecords (true or false) now.")]
    [InlineData("Engine:StopTimeout", "Engine:StopTimeout is StopTimeout now.")]
    [InlineData("Grains:IdleTimeout", "The section Grains is called Engine now.")]
    [InlineData("Pipelin:WindowSize", "There is no section Pipelin.")]
    public void AKeyThatNothingReads_IsRefusedByName(string key, string message)
        => Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load((key, "1"))).Message);

    [Theory]
    [InlineData("Pipeline:WindowSize", "soon", "Pipeline:WindowSize is soon; allowed are times such as 00:01:00.")]
    [InlineData("Port", "http", "Port is http; allowed are whole numbers.")]
    [InlineData("Engine:SkipLostRecords", "perhaps", "Engine:SkipLostRecords is perhaps; allowed are true and false.")]
    [InlineData("Kafka:ReadPath", "Fast", "Kafka:ReadPath is Fast; allowed are Batch, Managed.")]
    public void AValueOfAnotherKind_IsRefused_InWords(string key, string value, string message)
        => Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load((key, value))).Message);

    [Fact]
    public void AFileThatIsNoJson_IsNamed()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{bad");
            var refused = Assert.Throws<ConfigurationException>(() => StreamPulseConfiguration.LoadFile(file));
            Assert.StartsWith($"{file} cannot be read as configuration: ", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ValuesOutOfRange_AreRefused_WithKeyValueAndWhatIsAllowed()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Load(
            ("SiloPort", "70000"), ("SiloAddress", "nowhere"), ("DeadAfter", "00:00:00"), ("Engine:IdleTimeout", "00:00:00"),
            ("Engine:WindowsPerRound", "0"), ("Streams:CacheBatches", "3"), ("Pipeline:WindowSize", "00:00:00.5")));

        foreach (var part in new[]
        {
            "SiloPort is 70000; allowed are 0 to 65535.", "SiloAddress is nowhere; allowed are an IP address.",
            "DeadAfter is 00:00:00; allowed are", "Engine:IdleTimeout is 00:00:00; allowed are",
            "Engine:WindowsPerRound is 0; allowed are 1 to 100000.", "CacheBatches is 3; allowed are 10 to 100000.",
            "Pipeline:WindowSize is 00:00:00.5000000; allowed are",
        })
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void KeysAreReadWhateverTheirCase_AndOtherProgramsMayHaveVariablesOfTheSamePrefix()
    {
        var options = Load(("engine:skiplostrecords", "true"), ("TEST_POSTGRES", "of somebody else"), ("Kafka:Topic", "events"));

        Assert.True(options.Engine.SkipLostRecords);
        Assert.Equal("events", options.Kafka.Topic);
    }

    private static StreamPulseOptions Load(params (string Key, string Value)[] values)
        => StreamPulseConfiguration.Load(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.Select(static v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
}
