using System.Reflection;
using System.Runtime.InteropServices;

namespace StreamPulse.Build.Tests;

/// <summary>What this build was made with, for tests that build again.</summary>
internal static class Given
{
    public static string Version => Metadata("ConfluentKafkaVersion");

    /// <summary>Confluent.Kafka as it came from the package source.</summary>
    public static string ConfluentKafkaPackage => Metadata("ConfluentKafkaPackage");

    /// <summary>The librdkafka of this build, whichever road it came by.</summary>
    public static string Librdkafka => NativeLibraries(AppContext.BaseDirectory).First();

    /// <summary>Files of librdkafka for this machine in a built program's directory.</summary>
    public static IEnumerable<string> NativeLibraries(string directory)
        => new[] { directory, Path.Combine(directory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") }
            .Where(Directory.Exists)
            .SelectMany(static d => Directory.EnumerateFiles(d, "*librdkafka.so"));

    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "StreamPulse.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }

    private static string Metadata(string key)
        => typeof(Given).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
