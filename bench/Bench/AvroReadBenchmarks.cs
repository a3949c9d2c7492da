using System.Buffers;
using BenchmarkDotNet.Attributes;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Bench;

/// <summary>Time and allocation per event of reading and writing one typical event, about 200 bytes of Avro.</summary>
[MemoryDiagnoser]
[InProcessJob(5, 10, 262144)]
public class AvroReadBenchmarks
{
    private const int EvolvedId = 7;

    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly AvroEventDecoder _decoder = new(new AvroSchemaSet(new AvroSchemaSetOptions
    {
        WriterSchemas = new Dictionary<SchemaId, string> { [EvolvedId] = ContentDownloadSchema.Json },
    }));

    private readonly AvroEventDecoder _resolving = new(new AvroSchemaSet(new AvroSchemaSetOptions
    {
        WriterSchemas = new Dictionary<SchemaId, string>
        {
            [EvolvedId] = ContentDownloadSchema.Json[..ContentDownloadSchema.Json.LastIndexOf(']')]
                + """, { "name": "trace", "type": "null" } ] }""",
        },
    }));

    private readonly GenericEventDecoder _generic = new(AvroSchemaSet.Default);
    private readonly ContentDownloadEvent _event = new()
    {
        EventId = "3f1c2a5e-8b7d-4c9e-9f10-a1b2c3d4e5f6",
        EventTimeMs = 1_760_000_123_456,
        UserId = "user_48213",
        Content = new ContentInfo("mov_avengers_2", "Avengers: Age of Ultron", "movie", "action", 2_450, 9.99f),
        Download = new DownloadInfo("failed", 184, 42.5f, "NETWORK_TIMEOUT", "Connection timed out"),
        UserContext = new UserContextInfo("US-California", "San Francisco", "iPhone 15", "iOS 18.1", "wifi"),
    };

    private byte[] _bare = [];
    private byte[] _framed = [];

    [GlobalSetup]
    public void Setup()
    {
        AvroEventWriter.Write(_event, _output);
        _bare = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        AvroEventWriter.WriteFramed(EvolvedId, _event, _output);
        _framed = _output.WrittenSpan.ToArray();
        Console.WriteLine($"Event of {_bare.Length} bytes.");
    }

    [Benchmark(Baseline = true)]
    public long TryRead() => AvroEventReader.TryRead(_bare, out var view)
        ? view.EventTimeMs + view.ConnectionType.Length
        : throw new InvalidOperationException();

    [Benchmark]
    public long DecodeBare()
        => _decoder.TryDecode(_bare, out var view) == RejectionReason.None ? view.EventTimeMs : throw new InvalidOperationException();

    [Benchmark]
    public long DecodeFramed()
        => _decoder.TryDecode(_framed, out var view) == RejectionReason.None ? view.EventTimeMs : throw new InvalidOperationException();

    [Benchmark]
    public long DecodeEvolved()
        => _resolving.TryDecode(_framed, out var view) == RejectionReason.None ? view.EventTimeMs : throw new InvalidOperationException();

    [Benchmark]
    public long Generic()
        => _generic.TryDecode(_bare, out var e) == RejectionReason.None ? e!.EventTimeMs : throw new InvalidOperationException();

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        AvroEventWriter.Write(_event, _output);
        return _output.WrittenCount;
    }
}
