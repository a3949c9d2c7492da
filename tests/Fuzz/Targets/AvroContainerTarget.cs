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
        var found = Read(input);
        CheckImport(input, found);
        CheckIngest(input, found);
        return new FuzzOutcome(
            !found.IsOpen ? "refused" : found.IsDamaged ? "damaged inside" : found.Rejects > 0 ? "rejects" : "read to the end",
            found.Problem ?? "");
    }

    public long AllowedAllocationBytes(int inputBytes) => 6L * 1024 * 1024 + (4_096L * inputBytes);

    private static Found Read(byte[] input)
    {
        var found = new Found();
        try
        {
            using var stream = new MemoryStream(input, writable: false);
            var reader = new AvroContainerReader(stream, Options);
            found.IsOpen = true;
            foreach (var record in reader.ReadRecords())
            {
                found.IsDamaged |= record.IsDamage;
                found.Problem ??= record.Problem?.Problem;
                found.Rejects += record.Problem is null ? 0 : 1;
                found.Items++;
                Expect.That(record.RecordCount == 1 || (record.IsDamage && record.RecordCount > 1), "A record counts as one");
                Expect.That(record.Problem is not null || AvroEventReader.TryRead(record.Avro.Span, out _),
                    "A record of a container is an event in bare Avro, or has a problem");
            }
        }
        catch (AvroFormatException e)
        {
            found.Problem ??= e.Problem;
            found.IsDamaged = true;
            found.Items += found.IsOpen ? 1 : 0;
            found.Rejects += found.IsOpen ? 1 : 0;
        }
        catch (AvroSchemaException e)
        {
            found.Problem = e.Message;
            found.IsDamaged = true;
        }

        return found;
    }

    private static void CheckImport(byte[] input, Found found)
    {
        try
        {
            using var reader = ImportReader.OpenStream(
                new MemoryStream(input, writable: false), new ImportOptions { Format = ImportFormat.AvroContainer });
            if (reader.IsGzip)
                return;
            Expect.That(found.IsOpen, "Import opens what the reader opens");
            var items = 0L;
            var next = 1L;
            while (reader.TryRead(out var item))
            {
                Expect.That(item.Event is null != (item.Reject is null), "An item is an event or a reject");
                Expect.Equal(next, item.Number, "Items are numbered without gaps");
                next = Math.Max(item.After.ItemNumber, item.Number) + 1;
                items++;
            }

            Expect.Equal(items, reader.Summary.Events + reader.Summary.Rejects, "The summary counts every item");
            Expect.Equal(found.IsDamaged, reader.Summary.IsDamaged, "Import says where a file is damaged");
            Expect.Equal(found.Items, items, "Import gives each record, and one reject for each damage");
            Expect.That(reader.Summary.Rejects >= found.Rejects, "Import rejects what the reader cannot read");
        }
        catch (ImportException)
        {
            Expect.That(!found.IsOpen, "Import refuses only what the reader does not open");
        }
    }

    private static void CheckIngest(byte[] input, Found found)
    {
        var collector =
            new IngestCollector(EventLimits.Default, RandomValues.NowMs, maxEvents: 1_000, maxBytes: MaxBlockBytes, knowsIds: false);
        try
        {
            IngestReader.Read(IngestFormat.Avro, input, MaxBlockBytes, collector);
            Expect.That(!found.IsDamaged, "Ingest takes only files that are whole");
            Expect.Equal(found.Items, collector.Batch.Count + collector.Errors.Count, "Every record is accepted or rejected");
        }
        catch (ProblemException e)
        {
            Expect.That(found.IsDamaged || (e.Kind == ProblemKind.TooLarge && found.Items > 1_000),
                "Ingest refuses only what cannot be read", e.Message);
        }
    }

    /// <summary>What the reader found.</summary>
    private sealed record Found
    {
        public bool IsOpen { get; set; }

        public bool IsDamaged { get; set; }

        public string? Problem { get; set; }

        /// <summary>Records, and places that are damaged.</summary>
        public int Items { get; set; }

        public int Rejects { get; set; }
    }
}
