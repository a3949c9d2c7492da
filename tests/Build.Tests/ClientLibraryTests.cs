using System.Runtime.InteropServices;
using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Build.Tests;

/// <summary>The Kafka client that this build ships.</summary>
public sealed class ClientLibraryTests
{
    [Fact]
    public void IsOfOneReleaseAndCanDoWhatIsDocumented()
    {
        var library = ClientLibrary.Load();

        Assert.Equal(library.ManagedVersion, library.NativeVersion); // both from the gallery, of one release
        Assert.True(library.IsRecentEnough, library.ToString());
        Assert.StartsWith(AppContext.BaseDirectory, library.Path, StringComparison.Ordinal);
        Assert.Subset(library.Features.ToHashSet(),
            new HashSet<string> { "gzip", "snappy", "lz4", "zstd", "ssl", "sasl_plain", "sasl_scram", "sasl_oauthbearer" });
    }

    [Fact]
    public async Task CheckEnvSaysThatItDoesNotLoad()
    {
        Assert.SkipWhen(
            NativeLibrary.TryLoad("librdkafka.so", out _), "this machine has a librdkafka of its own, which would be loaded instead");
        var copy = TestDirectory.Create();
        try
        {
            CopyDirectory(AppContext.BaseDirectory, copy);
            foreach (var file in Directory.EnumerateFiles(copy, "*librdkafka*.so", SearchOption.AllDirectories))
                File.WriteAllText(file, "not a library");

            var run = await Shell.RunAsync(
                copy, new Dictionary<string, string?>(), "dotnet", Path.Combine(copy, "StreamPulse.Cli.dll"), "check-env");

            Assert.Equal(3, run.Code);
            Assert.Contains("MISSING Kafka client: librdkafka cannot be loaded", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static void CopyDirectory(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
