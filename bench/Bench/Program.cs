using System.Globalization;
using StreamPulse.Bench;
using StreamPulse.Bench.Cluster;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Http;
using StreamPulse.Bench.Kafka;
using StreamPulse.Bench.Measure;
using StreamPulse.Bench.Memory;
using StreamPulse.Bench.Sql;
using StreamPulse.Bench.Stages;
using StreamPulse.Bench.Suite;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
BenchCommand command;
try
{
    command = BenchCommand.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

switch (command.Verb)
{
    case SuiteBench.Verb:
        return await SuiteBench.RunAsync(command.Arguments);
    case "hotpath":
        HotPathLoop.Run(command.Arguments);
        return 0;
    case HttpServer.Verb:
        await HttpServer.RunAsync(args.Contains(HttpServer.LimitEverybody));
        return 0;
    case MemoryProbe.Verb:
        await MemoryProbe.RunAsync();
        return 0;
}

Func<BenchReport, ReadOnlyMemory<string>, Task>? bench = command.Verb switch
{
    "core" => CoreBench.RunAsync,
    "log" => CoreBench.RunLogAsync,
    "endtoend" => EndToEndBench.RunAsync,
    "sql" => SqlBench.RunAsync,
    "cluster-rows" => ClusterRowsBench.RunAsync,
    "cluster-freshness" => ClusterFreshnessBench.RunAsync,
    "cluster-recovery" => ClusterRecoveryBench.RunAsync,
    "kafka-read" => KafkaReadBench.RunAsync,
    "kafka-rows" => KafkaRowsBench.RunAsync,
    "freshness" => FreshnessBench.RunAsync,
    "closing" => ClosingBench.RunAsync,
    "memory" => MemoryBench.RunAsync,
    "http" => HttpBench.RunAsync,
    "http-abuse" => AbuseBench.RunAsync,
    "http-python" => PythonBench.RunAsync,
    _ => null,
};
if (bench is null)
{
    Console.Error.WriteLine(Help.Text);
    return 2;
}

var report = new BenchReport(command.Verb!, command.Arguments);
try
{
    await report.BeginAsync();
    await bench(report, command.Arguments);
    if (command.JsonFile is { } file)
        await BenchReport.WriteAsync(await report.EndAsync(), file);
    return 0;
}
catch (Exception e)
{
    Console.Error.WriteLine(e);
    return e is ArgumentException ? 2 : 1;
}
