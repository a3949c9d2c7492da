using System.IO.Compression;
using System.Runtime.InteropServices;
using StreamPulse.Testing;

namespace StreamPulse.Build.Tests;

/// <summary>
/// A repository with this one's script and build files, whose program is small: it prints the version of librdkafka and the file that it was
/// loaded from. Its packages come from a directory alone, and caches are its own.
/// </summary>
internal sealed class SmallRepository : IDisposable
{
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk">{0}</Project>""";

    private const string Program = """
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        System.Console.WriteLine(StreamPulse.Log.Kafka.Client.Version);
        foreach (System.Diagnostics.ProcessModule module in process.Modules)
            if (module.FileName.Contains("librdkafka"))
                System.Console.WriteLine(module.FileName);
        """;

    private const string Config = """
        <configuration>
          <packageSources><clear /><add key="local" value="source" /></packageSources>
          <fallbackPackageFolders><clear /></fallbackPackageFolders>
        </configuration>
        """;

    private readonly string _directory = TestDirectory.CreateFast();
    private readonly Dictionary<string, string?> _environment;

    public SmallRepository()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Given.Root, "build"), "*", SearchOption.AllDirectories)
            .Concat(new[] { "streampulse", "Directory.Build.props", "Directory.Packages.props", "global.json" }.Select(static f => Path.Combine(Given.Root, f))))
        {
            Write(Path.GetRelativePath(Given.Root, file), "");
            File.Copy(file, In(Path.GetRelativePath(Given.Root, file)), overwrite: true);
        }

        Write("src/Log.Kafka/Log.Kafka.csproj", string.Format(Project, """<Import Project="../../build/Kafka.props" />"""));
        Write("src/Log.Kafka/Client.cs", "namespace StreamPulse.Log.Kafka; public static class Client { public static string Version => Confluent.Kafka.Library.VersionString; }");
        Write("src/Cli/Cli.csproj", string.Format(
            Project, """<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup><ItemGroup><ProjectReference Include="../Log.Kafka/Log.Kafka.csproj" /></ItemGroup>"""));
        Write("src/Cli/Program.cs", Program);
        Write("NuGet.Config", Config);
        Directory.CreateDirectory(In("source"));
        _environment = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = In("packages"),
            ["XDG_CACHE_HOME"] = In("cache"),
            ["STREAMPULSE_DATA"] = In("data"),
            ["KafkaNativeFromNuGet"] = null,
            ["LibrdkafkaPath"] = null,
        };
    }

    public IEnumerable<string> Apps => Directory.Exists(In(".streampulse/app")) ? Directory.EnumerateDirectories(In(".streampulse/app")) : [];

    public SmallRepository WithConfluentKafka()
    {
        File.Copy(Given.ConfluentKafkaPackage, In(Path.Combine("source", Path.GetFileName(Given.ConfluentKafkaPackage))));
        return this;
    }

    /// <summary>Adds a librdkafka.redist with the librdkafka of this build to the package source.</summary>
    public SmallRepository WithLibrdkafkaRedist()
    {
        using var package = ZipFile.Open(In($"source/librdkafka.redist.{Given.Version}.nupkg"), ZipArchiveMode.Create);
        using (var specification = new StreamWriter(package.CreateEntry("librdkafka.redist.nuspec").Open()))
        {
            specification.Write($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                  <id>librdkafka.redist</id><version>{Given.Version}</version><authors>test</authors><description>librdkafka</description>
                </metadata></package>
                """);
        }

        package.CreateEntryFromFile(Given.Librdkafka, $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/librdkafka.so");
        return this;
    }

    /// <summary>Puts the librdkafka of this build where the script keeps one that it has built.</summary>
    public async Task<SmallRepository> WithKeptLibrdkafkaAsync()
    {
        var place = (await BashAsync("librdkafka_directory \"$(kafka_version)\"")).Output.Trim();
        Directory.CreateDirectory(place);
        File.Copy(Given.Librdkafka, Path.Combine(place, "librdkafka.so"));
        return this;
    }

    /// <summary>Puts a program before those in PATH.</summary>
    public SmallRepository WithProgram(string name, string script)
    {
        Write("bin/" + name, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(In("bin/" + name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _environment["PATH"] = In("bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        return this;
    }

    public SmallRepository With(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    /// <summary>Runs the script: finds what is needed, builds the program, runs it.</summary>
    public Task<Shell> RunAsync() => Shell.RunAsync(_directory, _environment, "bash", In("streampulse"), "version");

    /// <summary>Runs a command with the functions of build/kafka.sh.</summary>
    public Task<Shell> BashAsync(string command)
        => Shell.RunAsync(_directory, _environment, "bash", "-c", $"set -euo pipefail; ROOT=$PWD; source build/kafka.sh; {command}");

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), content);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string In(string path) => Path.Combine(_directory, path);
}
