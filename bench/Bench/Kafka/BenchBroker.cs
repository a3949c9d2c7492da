using System.Diagnostics;
using System.Globalization;

namespace StreamPulse.Bench.Kafka;

/// <summary>
/// The broker of a measurement: the one that STREAMPULSE_BENCH_KAFKA names, or librdkafka's mock cluster in a process of its own, which
/// keeps 5 MiB a partition and no more.
/// </summary>
internal sealed class BenchBroker : IDisposable
{
    private const string Variable = "STREAMPULSE_BENCH_KAFKA";
    private const string EventsVariable = Variable + "_EVENTS";

    private readonly Process? _mock;

    private BenchBroker(string bootstrapServers, Process? mock) => (BootstrapServers, _mock) = (bootstrapServers, mock);

    /// <summary>
    /// Events of a topic for the suite: as many as STREAMPULSE_BENCH_KAFKA_EVENTS says, or what a named broker or the mock cluster keeps
    /// for certain.
    /// </summary>
    public static long EventsKept
        => long.TryParse(Environment.GetEnvironmentVariable(EventsVariable), CultureInfo.InvariantCulture, out var events) ? events
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? 2_000_000 : 150_000;

    public string BootstrapServers { get; }

    /// <summary>In words, for the head of a report.</summary>
    public string Description => _mock is null
        ? $"broker {BootstrapServers}, as {Variable} names it"
        : "librdkafka's mock cluster, one broker, in a process of its own";

    /// <summary>Whether topics have to be created through the mock cluster itself.</summary>
    public bool IsMock => _mock is not null;

    public static BenchBroker Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } brokers)
            return new BenchBroker(brokers, null);
        var mock = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StreamPulse.KafkaMock.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        mock.ErrorDataReceived += static (_, _) => { };
        mock.BeginErrorReadLine();
        return new BenchBroker(
            mock.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The mock cluster did not start."), mock);
    }

    /// <summary>Creates a topic at the mock cluster.</summary>
    public void CreateTopic(string topic, int partitions)
    {
        _mock!.StandardInput.WriteLine($"create {topic} {partitions}");
        if (_mock.StandardOutput.ReadLine() != "ok")
            throw new InvalidOperationException("The mock cluster did not create the topic.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_mock is null)
            return;
        _mock.StandardInput.Close();
        _mock.WaitForExit();
        _mock.Dispose();
    }
}
