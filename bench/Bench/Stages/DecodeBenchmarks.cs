using BenchmarkDotNet.Attributes;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Stages;

/// <summary>Time per event of the first stages of the hot path, on one core, over half a million different generated events.</summary>
[MemoryDiagnoser]
[InProcessJob(5, 10, 2)]
public class DecodeBenchmarks
{
    private const int EventCount = 500_000;

    private readonly AvroEventDecoder _decoder = new(AvroSchemaSet.Default);
    private readonly EventValidator _validator = new(EventLimits.Default);
    private EncodedEvents? _events;

    [GlobalSetup]
    public void Setup()
    {
        _events = EncodedEvents.Generate(new GeneratorOptions(), EventCount);
        Console.WriteLine($"Events of {_events.MeanBytes:F0} bytes on average.");
    }

    [Benchmark(OperationsPerInvoke = EventCount)]
    public long Decode()
    {
        long sum = 0;
        for (var i = 0; i < EventCount; i++)
        {
            if (!AvroEventReader.TryRead(_events![i], out var e))
                throw new InvalidOperationException("An event was refused.");
            sum += e.EventTimeMs + e.ConnectionType.Length;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = EventCount)]
    public long DecodeAnyFraming()
    {
        long sum = 0;
        for (var i = 0; i < EventCount; i++)
        {
            if (_decoder.TryDecode(_events![i], out var e) != RejectionReason.None)
                throw new InvalidOperationException("An event was refused.");
            sum += e.EventTimeMs;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = EventCount)]
    public long DecodeAndValidate()
    {
        long sum = 0;
        for (var i = 0; i < EventCount; i++)
        {
            if (_decoder.TryDecode(_events![i], out var e) != RejectionReason.None
                || _validator.Validate(e, e.EventTimeMs) != RejectionReason.None)
            {
                throw new InvalidOperationException("An event was refused.");
            }

            sum += e.EventTimeMs;
        }

        return sum;
    }
}
