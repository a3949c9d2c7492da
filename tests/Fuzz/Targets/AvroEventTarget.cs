using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A log record of our own schema, bare or framed.</summary>
internal sealed class AvroEventTarget : IFuzzTarget
{
    private static readonly AvroSchema Schema = ContentDownloadSchema.Schema;
    private readonly AvroReading _reading = new(new AvroSchemaSet(new AvroSchemaSetOptions
    {
        WriterSchemas = new Dictionary<SchemaId, string> { [1] = ContentDownloadSchema.Json },
    }));

    public string Name => "avro-event";

    public string What => "log records of our own schema, bare and with Confluent's framing";

    public IReadOnlyList<byte[]> Tokens => AvroTokens.All;

    public byte[] Generate(Random random)
    {
        var record = new ArrayBufferWriter<byte>();
        if (random.Next(2) == 0)
            record.ConfluentHeader(random.Next(3) == 0 ? random.Next() : 1);
        if (random.Next(2) == 0)
            AvroEventWriter.Write(EventGenerator.Make(random), record);
        else
            AvroValueGenerator.Write(Schema, random, record);
        return record.WrittenSpan.ToArray();
    }

    public FuzzOutcome Check(byte[] input) => _reading.Check(input, isOurSchema: true);

    public long AllowedAllocationBytes(int inputBytes) => 64 * 1024 + (64L * inputBytes);
}
