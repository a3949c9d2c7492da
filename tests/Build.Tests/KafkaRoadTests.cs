using System.Runtime.InteropServices;

namespace StreamPulse.Build.Tests;

/// <summary>The two ways to Confluent.Kafka's native library: docs/BUILDING.md, KafkaNativeFromNuGet.</summary>
public sealed class KafkaRoadTests
{
    private const string Line = "KafkaNativeFromNuGet=false (librdkafka.redist is not in the package source)";

    public KafkaRoadTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "./streampulse runs on Linux");

    [Fact]
    public async Task WithoutThePackageTheKeptLibraryIsUsedAndSaidOnce()
    {
        using var repository = await new SmallRepository().WithConfluentKafka().WithKeptLibrdkafkaAsync();
        repository.WithProgram("npm", "echo npm was called >&2; exit 1");

        var run = await repository.RunAsync();

        Assert.True(run.Code == 0, run.Error);
        Assert.Single(run.Error.Split('\n'), static l => l.Contains(Line, StringComparison.Ordinal));
        var app = Assert.Single(repository.Apps);
        Assert.Equal([Given.Version, Path.Combine(app, "librdkafka.so")], Lines(run.Output));

        var again = await repository.RunAsync();
        Assert.Equal((0, run.Output, ""), (again.Code, again.Output, again.Error));
    }

    [Fact]
    public async Task WithThePackageTheLibraryComesFromIt()
    {
        using var repository = new SmallRepository().WithConfluentKafka().WithLibrdkafkaRedist();

        var run = await repository.RunAsync();

        Assert.True(run.Code == 0, run.Error);
        Assert.DoesNotContain("KafkaNativeFromNuGet", run.Error, StringComparison.Ordinal);
        var app = Assert.Single(repository.Apps);
        Assert.Equal([Given.Version, Path.Combine(app, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", "librdkafka.so")], Lines(run.Output));
    }

    [Fact]
    public async Task ALibraryThatIsGivenIsUsedAndOneThatIsNotThereIsAnError()
    {
        using var repository = new SmallRepository().WithConfluentKafka().With("KafkaNativeFromNuGet", "false").With("LibrdkafkaPath", Given.Librdkafka);
        var run = await repository.RunAsync();
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains($"KafkaNativeFromNuGet=false (it is set so): Confluent.Kafka uses {Given.Librdkafka}", run.Error, StringComparison.Ordinal);

        var missing = await repository.With("LibrdkafkaPath", Given.Librdkafka + ".other").RunAsync();
        Assert.Equal(1, missing.Code);
        Assert.Contains("which is no file", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherMissingPackageIsAnError()
    {
        using var repository = new SmallRepository();

        var run = await repository.RunAsync();

        Assert.Equal(1, run.Code);
        Assert.Contains("NU1101: Unable to find package Confluent.Kafka", run.Error, StringComparison.Ordinal);
        Assert.Contains("restoring src/Log.Kafka failed", run.Error, StringComparison.Ordinal);
        Assert.Empty(repository.Apps);
    }

    [Fact]
    public async Task AMissingLibraryIsAnErrorWhereThePackageIsAskedFor()
    {
        using var repository = await new SmallRepository().WithConfluentKafka().With("KafkaNativeFromNuGet", "true").WithKeptLibrdkafkaAsync();

        var run = await repository.RunAsync();

        Assert.Equal(1, run.Code);
        Assert.Contains("NU1101: Unable to find package librdkafka.redist", run.Error, StringComparison.Ordinal);
        Assert.Empty(repository.Apps);
    }

    [Fact]
    public async Task ASourceWithAnotherChecksumIsNotBuilt()
    {
        using var repository = new SmallRepository().WithConfluentKafka().With("KafkaNativeFromNuGet", "false")
            .WithProgram("npm", "echo something else > confluentinc-kafka-javascript.tgz");

        var run = await repository.RunAsync();

        Assert.Equal(1, run.Code);
        Assert.Contains("has the checksum sha512-", run.Error, StringComparison.Ordinal);
        Assert.Empty(repository.Apps);
    }

    [Theory]
    [InlineData(true, "p : error NU1101: Unable to find package librdkafka.redist. No packages exist with this id in source(s): a")]
    [InlineData(true, "p : error NU1102: Unable to find package librdkafka.redist with version (>= 2.15.1)")]
    [InlineData(true, "p : error NU1103: Unable to find a stable package librdkafka.redist with version (>= 2.15.1)\nsome other line")]
    [InlineData(false, "p : error NU1101: Unable to find package librdkafka.redist.\np : error NU1101: Unable to find package Npgsql.")]
    [InlineData(false, "p : error NU1101: Unable to find package librdkafka.redist.\np : error NU1301: Unable to load the service index for source a.")]
    [InlineData(false, "p : error NU1605: Detected package downgrade: librdkafka.redist from 2.15.1 to 2.15.0.")]
    [InlineData(false, "nothing")]
    public async Task OnlyTheMissingLibraryCounts(bool isIt, string log)
    {
        using var repository = new SmallRepository();
        repository.Write("restore.log", log + "\n");

        Assert.Equal(isIt, (await repository.BashAsync("lacks_librdkafka restore.log")).Code == 0);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
