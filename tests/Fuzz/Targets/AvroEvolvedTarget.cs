using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;

namespace StreamPulse.Fuzz.Targets;

/// <summary>
/// A framed log record of another version's schema: fields added, left out, in another order, in unions, renamed, promoted, nested.
/// </summary>
internal sealed class AvroEvolvedTarget : IFuzzTarget
{
    private static readonly (SchemaId Id, AvroSchema Schema)[] Writers = [
        .. EvolvedSchemas.Writers.Select(w => (w.Key, AvroSchema.Parse(w.Value)))];
    private readonly AvroReading _reading = new(EvolvedSchemas.Set);

    public string Name => "avro-evolved";

    public string What => "framed log records of nine writer schemas, resolved to ours";

    public IReadOnlyList<byte[]> Tokens => AvroTokens.All;

    public byte[] Generate(Random random)
    {
        var (id, schema) = Writers[random.Next(Writers.Length)];
        var record = new ArrayBufferWriter<byte>();
        record.ConfluentHeader(id.Number);
        AvroValueGenerator.Write(schema, random, record);
        return record.WrittenSpan.ToArray();
    }

    public FuzzOutcome Check(byte[] input)
    {
        var outcome = _reading.Check(input, isOurSchema: false);
        return input.Length >= 5 ? outcome with { Detail = $"'{input[4]}'{(char)('a' + (input[4] % 16))}" } : outcome;
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (256L * inputBytes);
}
