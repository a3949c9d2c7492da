using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A schema's JSON, a byte 0, and a value to read by it: as its own schema, as ours, and ours as it.</summary>
internal sealed class AvroSchemaTarget : IFuzzTarget
{
    private static readonly Dictionary<SchemaId, string> SomeWriters =
        EvolvedSchemas.Writers.Where(w => w.Key.Number is 4 or 6).ToDictionary();

    public string Name => "avro-schema";

    public string What => "schemas in JSON, and values read by them";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Schema;

    public byte[] Generate(Random random)
    {
        var text = random.Next(8) switch
        {
            0 => EvolvedSchemas.Writers.Values.ElementAt(random.Next(EvolvedSchemas.Writers.Count)),
            1 => EvolvedSchemas.Reader,
            _ => SchemaGenerator.Make(random),
        };
        var input = new ArrayBufferWriter<byte>();
        input.Write(Encoding.UTF8.GetBytes(text));
        input.Write("\0"u8);
        try
        {
            AvroValueGenerator.Write(AvroSchema.Parse(text), random, input);
        }
        catch (AvroSchemaException)
        {
            // Such as a name used before it is defined; the schema alone is the input.
        }

        return input.WrittenSpan.ToArray();
    }

    public FuzzOutcome Check(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)0);
        var text = Encoding.UTF8.GetString(input, 0, end < 0 ? input.Length : end);
        var avro = end < 0 ? [] : input[(end + 1)..];
        AvroSchema schema;
        try
        {
            schema = AvroSchema.Parse(text);
        }
        catch (AvroSchemaException e)
        {
            return new FuzzOutcome("no schema", e.Message);
        }

        CheckConfiguration(text, avro);
        TryCreate(schema, ContentDownloadSchema.Schema, out var asOurs);
        TryCreate(ContentDownloadSchema.Schema, schema, out _);
        if (asOurs is not null)
            TryRead(asOurs, avro, out _, out _);
        return CheckValue(schema, avro);
    }

    /// <summary>A record may have 65,536 values that take no bytes (empty records in an array) before the reader refuses it.</summary>
    public long AllowedAllocationBytes(int inputBytes) => 16 * 1024 * 1024 + (1024L * inputBytes);

    /// <summary>The schema as a configured writer's or reader's: taken, or refused by the exception that says why.</summary>
    private static void CheckConfiguration(string text, byte[] avro)
    {
        try
        {
            var set = new AvroSchemaSet(new AvroSchemaSetOptions { WriterSchemas = new Dictionary<SchemaId, string> { [1] = text } });
            new AvroReading(set).Check([0, 0, 0, 0, 1, .. avro], isOurSchema: false);
        }
        catch (AvroSchemaException)
        {
            // Refused, with its reason.
        }

        if (!text.Contains("ContentDownloadEvent", StringComparison.Ordinal))
            return;
        try
        {
            _ = new AvroSchemaSet(new AvroSchemaSetOptions { ReaderSchema = text, WriterSchemas = SomeWriters });
        }
        catch (AvroSchemaException)
        {
            // Refused, with its reason.
        }
    }

    /// <summary>A value read by its own schema is written and read again as the same bytes.</summary>
    private static FuzzOutcome CheckValue(AvroSchema schema, byte[] avro)
    {
        if (!TryCreate(schema, schema, out var resolver))
            return new FuzzOutcome("schema that cannot read itself");
        if (!TryRead(resolver!, avro, out var value, out var problem))
            return new FuzzOutcome("schema, value refused", problem);
        var once = Write(schema, value);
        Expect.That(TryRead(resolver!, once, out var again, out problem), "A value that was written is read again", problem);
        Expect.SameBytes(once, Write(schema, again), "A value read again is written as the same bytes");
        return new FuzzOutcome("accepted", schema.ToString()!);
    }

    private static byte[] Write(AvroSchema schema, object? value)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroValueWriter.Write(schema, value, output);
        return output.WrittenSpan.ToArray();
    }

    private static bool TryCreate(AvroSchema writer, AvroSchema reader, out AvroResolver? resolver)
    {
        try
        {
            resolver = AvroResolver.Create(writer, reader);
            return true;
        }
        catch (AvroSchemaException)
        {
            resolver = null;
            return false;
        }
    }

    private static bool TryRead(AvroResolver resolver, byte[] avro, out object? value, out string problem)
    {
        (value, problem) = (null, "");
        try
        {
            value = resolver.Read(avro);
            return true;
        }
        catch (AvroFormatException e)
        {
            problem = e.Problem;
            return false;
        }
    }
}
