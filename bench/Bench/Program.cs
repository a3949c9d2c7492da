using BenchmarkDotNet.Running;
using StreamPulse.Bench;
using StreamPulse.Bench.Cluster;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Http;
using StreamPulse.Bench.Kafka;
using StreamPulse.Bench.Memory;
using StreamPulse.Bench.Stages;

var rest = args.AsMemory(Math.Min(1, args.Length));
switch (args.FirstOrDefault())
{
    case "core":
        BenchmarkSwitcher.FromTypes([typeof(DecodeBenchmarks), typeof(AggregateBenchmarks), typeof(MergeBenchmarks), typeof(SketchBenchmarks), typeof(AvroReadBenchmarks)])
            .Run(rest.IsEmpty ? ["--filter", "*"] : [.. rest.Span]);
        break;
    case "log":
        BenchmarkSwitcher.FromTypes([typeof(LogBenchmarks)]).Run(["--filter", "*", .. rest.Span]);
        break;
    case "hotpath":
        HotPathLoop.Run(rest.Span);
        break;
    case "endtoend":
        await EndToEndBench.RunAsync(rest);
        break;
    case "cluster-rows":
        await ClusterRowsBench.RunAsync(rest);
        break;
    case "cluster-freshness":
        await ClusterFreshnessBench.RunAsync(rest);
        break;
    case "cluster-recovery":
        await ClusterRecoveryBench.RunAsync(rest);
        break;
    case "kafka-read":
        await KafkaReadBench.RunAsync(rest);
        break;
    case "kafka-rows":
        await KafkaRowsBench.RunAsync(rest);
        break;
    case "freshness":
        await FreshnessBench.RunAsync(rest);
        break;
    case "closing":
        await ClosingBench.RunAsync(rest);
        break;
    case "memory":
        await MemoryBench.RunAsync(rest);
        break;
    case "http":
        await HttpBench.RunAsync(rest);
        break;
    case HttpServer.Verb:
        await HttpServer.RunAsync();
        break;
    case MemoryProbe.Verb:
        await MemoryProbe.RunAsync();
        break;
    default:
        Console.Error.WriteLine("""
            bench VERB [--option NUMBER]...
              core [BenchmarkDotNet options]                                  stages of the core, one core
              log                                                             append to and read from the embedded log
              hotpath [--seconds] [--contents] [--per-update]                 the core in a loop, for a profiler
              endtoend [--events] [--contents] [--rate] [--update-ms] [--runs] [--verify 1]
                                                                              embedded log to rows
              cluster-rows [--silos] [--events] [--contents] [--rate] [--pin 1]
                                                                              embedded log to rows by silos, processes of their own
              cluster-freshness [--silos] [--rate] [--seconds] [--warmup] [--contents] [--pin 1]
                                                                              event due to visible at the gateway
              cluster-recovery [--silos] [--rate] [--kills]                   kill -9 of a silo to rows of the next window
              kafka-read [--events] [--passes] [--contents]                   topic to records and to partials, batch path and managed path
              kafka-rows [--events] [--contents] [--rate] [--runs]            topic to rows, both paths
                                                                              (STREAMPULSE_BENCH_KAFKA names a broker; without it a mock cluster is started)
              freshness [--rate] [--seconds] [--warmup] [--contents]          event due to visible in the live answer
              closing [--rate] [--seconds] [--warmup] [--contents] [--window] watermark passes to rows readable
              http [--seconds] [--clients] [--rate] [--subscribers] [--stuck]
                                                                              requests/s and SQL/s on a stored route; pushed updates and memory
              memory [--contents] [--windows]                                 heap and working set by number of contents
            """);
        return 2;
}

return 0;
