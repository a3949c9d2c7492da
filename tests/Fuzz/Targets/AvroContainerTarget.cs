using StreamPulse.Api.Ingest;
using StreamPulse.Api.Problems;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Import;

namespace StreamPulse.Fuzz.Targets;

/// <summary>
/// An object container file, by the reader itself, by import and by the HTTP ingest: all three have to see the same records.
/// </summary>
internal sealed class AvroContainerTarget : IFuzzTarget
{
    private const int MaxBlockBytes = 1024 * 1024;
    private static readonly AvroContainerOptions Options = new() { MaxBlockBytes = MaxBlockBytes };

    public string Name => "avro-container";

    public string What => "object container files, by reader, import and HTTP ingest";

    public IReadOnlyList<byte[]> Tokens => AvroTokens.All;

    public byte[] Generate(Random random) => ContainerGenerator.Make(random);

    public FuzzOutcome Check(byte[] input)
    {
        var records = Read(input, out var isOpen, out var problem);
        CheckImport(input, records, isOpen, problem);
        CheckIngest(input, records, problem);
        return new FuzzOutcome(!isOpen ? "refused" : problem is null ? "read to the end" : "damaged inside", problem ?? "");
    }

    public long AllowedAllocationBytes(int inputBytes) => 6L * 1024 * 1024 + (4_096L * inputBytes);

    /// <summary>Number of records up to the end or the damage.</summary>
    private static int Read(byte[] input, out bool isOpen, out string? problem)
    {
        var records = 0;
        isOpen = false;
        problem = null;
        try
        {
            using var stream = new MemoryStream(input, writable: false);
            var reader = new AvroContainerReader(stream, Options);
            isOpen = true;
            foreach (var avro in reader.ReadEncoded())
            {
                Expect.That(AvroEventReader.TryRead(avro.Span, out _), "A record of a container is an event in bare Avro");
                records++;
            }
        }
        catch (AvroFormatException e)
        {
            problem = e.Problem;
        }
        catch (AvroSchemaException e)
        {
            problem = e.Message;
        }

        return records;
    }

    private static void CheckImport(byte[] input, int records, bool isOpen, string? problem)
    {
        try
        {
            using var reader = ImportReader.OpenStream(
                new MemoryStream(input, writable: false), new ImportOptions { Format = ImportFormat.AvroContainer });
            if (reader.IsGzip)
                return;
            Expect.That(isOpen, "Import opens what the reader opens");
            var items = 0L;
            while (reader.TryRead(out var item))
            {
                Expect.That(item.Event is null != (item.Reject is null), "An item is an event or a reject");
                Expect.Equal(++items, item.Number, "Items are numbered without gaps");
            }

            Expect.Equal(items, reader.Summary.Events + reader.Summary.Rejects, "The summary counts every item");
            Expect.Equal(problem is not null, reader.Summary.IsDamaged, "Import says where a file is damaged");
            Expect.Equal(records + (problem is null ? 0 : 1), items, "Import gives each record, and one reject for damage");
        }
        catch (ImportException)
        {
            Expect.That(!isOpen, "Import refuses only what the reader does not open");
        }
    }

    private static void CheckIngest(byte[] input, int records, string? problem)
    {
        var collector =
            new IngestCollector(EventLimits.Default, RandomValues.NowMs, maxEvents: 1_000, maxBytes: MaxBlockBytes, knowsIds: false);
        try
        {
            IngestReader.Read(IngestFormat.Avro, input, MaxBlockBytes, collector);
            Expect.That(problem is null, "Ingest takes only files that are whole");
            Expect.Equal(records, collector.Batch.Count + collector.Errors.Count, "Every record is accepted or rejected");
        }
        catch (ProblemException e)
        {
            Expect.That(problem is not null || (e.Kind == ProblemKind.TooLarge && records > 1_000),
                "Ingest refuses only what cannot be read", e.Message);
        }
    }
}
