namespace StreamPulse.Bench;

/// <summary>The help text.</summary>
internal static class Help
{
    public const string Text = """
        bench VERB [--option NUMBER]... [--json FILE]
          suite [--quick] [--only SET,SET] [--results DIRECTORY] [--limit SECONDS]
                                                                          all of docs/BENCHMARKS.md, one after the other, a JSON file each
          plots [--results DIRECTORY] [--out DIRECTORY]                   plots and tables of docs/BENCHMARKS.md from those files

          core [BenchmarkDotNet options]                                  stages of the core, one core
          log                                                             append to and read from the embedded log
          hotpath [--seconds] [--contents] [--per-update]                 the core in a loop, for a profiler
          endtoend [--events] [--contents] [--rate] [--partitions] [--update-ms] [--runs] [--verify 1]
                                                                          embedded log to rows
          sql [--events] [--contents] [--rate] [--runs]                   the same beside PostgreSQL making the rows from a table; compared
          cluster-rows [--silos] [--events] [--contents] [--rate] [--pin 1] [--kafka 1]
                                                                          embedded log, or a topic, to rows, by silos as processes
          cluster-freshness [--silos] [--rate] [--seconds] [--warmup] [--contents] [--pin 1]
                                                                          event due to visible at the gateway
          cluster-recovery [--silos] [--rate] [--kills]                   kill -9 of a silo to rows of the next window
          kafka-read [--events] [--passes] [--contents]                   topic to records and to partials, batch path and managed path
          kafka-rows [--events] [--contents] [--rate] [--runs]            topic to rows, both paths
                                                                          (STREAMPULSE_BENCH_KAFKA names a broker; else a mock cluster)
          freshness [--rate] [--seconds] [--warmup] [--contents]          event due to visible in the live answer
          closing [--rate] [--seconds] [--warmup] [--contents] [--window] watermark passes to rows readable
          http [--seconds] [--clients] [--rate] [--subscribers] [--stuck] requests/s and SQL/s on a stored route; pushed updates and memory
          http-python [--seconds] [--rounds] [--clients] [--workers]      requests/s on a stored route, beside a FastAPI program
          memory [--contents] [--windows]                                 heap and working set by number of contents
        """;
}
