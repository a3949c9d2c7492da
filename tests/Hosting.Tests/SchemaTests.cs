using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Hosting.Schemas;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>Records that name their schema: by a file, by the registry, or by nobody (case 20).</summary>
public sealed class SchemaTests(PostgresFixture postgres) : IDisposable
{
    private static readonly Guid ByGuid = Guid.Parse("c1e2d3f4-0000-4000-8000-123456789abc");

    private static readonly string Swapped = ContentDownloadSchema.Json
        .Replace("\"name\": \"content_id\"", "\"name\": \"SWAP\"", StringComparison.Ordinal)
        .Replace("\"name\": \"title\"", "\"name\": \"content_id\"", StringComparison.Ordinal)
        .Replace("SWAP", "title", StringComparison.Ordinal);

    private static readonly string WithLanguage = ContentDownloadSchema.Json.Replace(
        "{ \"name\": \"event_id\"", "{ \"name\": \"language\", \"type\": \"string\" }, { \"name\": \"event_id\"", StringComparison.Ordinal);

    private readonly string _folder = TestDirectory.Create();
    private readonly FakeRegistry _registry = new();

    [Fact]
    public async Task EachRecordIsReadByTheSchemaThatItNames_AndTheSameWayAgain()
    {
        await using var made = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var options = new SchemaOptions { Folder = _folder, Registry = _registry.Url };
        await File.WriteAllTextAsync(Path.Combine(_folder, "8.avsc"), Swapped);
        _registry.Schemas[9] = WithLanguage;
        _registry.Schemas[ByGuid] = WithLanguage;
        var e = new DownloadGenerator(new GeneratorOptions { Seed = 5 }).Next();
        e = e with { Content = e.Content with { ContentId = "the-id", Title = "The Title" } };
        var byLanguage = (byte[])[4, (byte)'f', (byte)'r', .. Value(e)];
        foreach (var (id, value) in new (SchemaId? Id, byte[] Value)[]
        {
            (null, Value(e)), (8, Value(e with { Content = e.Content with { ContentId = "The Title", Title = "the-id" } })),
            (9, byLanguage), (ByGuid, byLanguage), (77, Value(e)),
        })
        {
            var record = new ArrayBufferWriter<byte>();
            if (id is { } named)
                ConfluentFraming.Write(named, record);
            record.Write(value);
            await made.AppendRawAsync("EU-London"u8.ToArray(), record.WrittenSpan.ToArray());
        }

        _registry.IsAway = true;
        await using (var up = await UpRun.StartAsync(made, o => o with { Schemas = options }))
        {
            await Progress.UntilAsync("calls of a registry that is away", true, () => Task.FromResult(_registry.Calls >= 2));
            await Progress.UntilAsync("health", ("schema_away", false), up.HealthAsync);
            await Progress.UntilAsync(
                "the reason in health", true,
                async () => ((string?)(await up.GetAsync("/health"))["detail"])?.Contains("waits for the schema of a record") == true);
            Assert.Equal(0L, await made.Database.ScalarAsync("SELECT count(*) FROM dead_letters WHERE reason = $1", "unknown_schema"));
            _registry.IsAway = false;
            await up.WaitRunningAsync();
            await made.WaitProcessedAsync();
            await up.StopAsync();
        }

        await AssertCountedAsync(made);

        // Nothing depends on the registry any more, or on what it or a file says later.
        var calls = _registry.Calls;
        await File.WriteAllTextAsync(Path.Combine(_folder, "77.avsc"), ContentDownloadSchema.Json);
        File.Delete(Path.Combine(_folder, "8.avsc"));
        using (var catalog = Catalog(made, options))
            await catalog.OpenAsync(default);
        await AssertCountedAsync(made);
        Assert.Equal((0, 0), await made.ReplayAsync() is var again ? (again.Revised, again.Deleted) : default);
        Assert.Equal(calls, _registry.Calls);
    }

    [Fact]
    public async Task TypesOfOtherSubjectsAreAskedFor()
    {
        await using var made = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        foreach (var id in new SchemaId[] { 11, ByGuid })
        {
            _registry.Schemas[id] = """{"type":"record","name":"Download","fields":[{"name":"content","type":"com.example.Content"}]}""";
            _registry.Resolved[id] = WithLanguage;
            using var catalog = Catalog(made, new SchemaOptions { Registry = _registry.Url, RegistryUser = "somebody:secret-word" });
            await catalog.OpenAsync(default);

            await catalog.LearnAsync(id, default);

            var record = new ArrayBufferWriter<byte>();
            ConfluentFraming.Write(id, record);
            var e = new DownloadGenerator(new GeneratorOptions { Seed = 5 }).Next();
            record.Write((ReadOnlySpan<byte>)[4, (byte)'f', (byte)'r', .. Value(e)]);
            Assert.Equal(RejectionReason.None, new AvroEventDecoder(catalog.Schemas).TryDecode(record.WrittenSpan, out var read));
            Assert.Equal(e, EventViews.ToEvent(read));
        }

        Assert.Equal("Basic c29tZWJvZHk6c2VjcmV0LXdvcmQ=", _registry.Authorization);
    }

    [Fact]
    public async Task AnIdThatComesLaterIsFound_AndNeverChanges()
    {
        await using var made = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var options = new SchemaOptions { Folder = _folder, Registry = _registry.Url };
        using var catalog = Catalog(made, options);
        await catalog.OpenAsync(default);
        await File.WriteAllTextAsync(Path.Combine(_folder, "5.avsc"), "{ half");
        await Assert.ThrowsAsync<SchemaUnavailableException>(() => catalog.LearnAsync(5, default));
        await File.WriteAllTextAsync(Path.Combine(_folder, "5.avsc"), Swapped);
        await Progress.UntilAsync("the file is read", true, async () =>
        {
            try
            {
                await catalog.LearnAsync(5, default);
                return true;
            }
            catch (SchemaUnavailableException)
            {
                return false;
            }
        });
        Assert.Null(catalog.Schemas.Missing([0, 0, 0, 0, 5]));

        // Another file for the same id, and another schema of bare records, would change what records have said.
        await File.WriteAllTextAsync(Path.Combine(_folder, "5.avsc"), WithLanguage);
        using var other = Catalog(made, options);
        Assert.Contains("The schema 5", (await Assert.ThrowsAsync<ConfigurationException>(() => other.OpenAsync(default))).Message);
        var bare = Path.Combine(_folder, "bare.avsc");
        await File.WriteAllTextAsync(bare, Swapped);
        var error = await Assert.ThrowsAsync<ConfigurationException>(
            () => SchemaCatalog.ReadAsync(new SchemaOptions { Bare = bare }, made.Database, default));
        Assert.Contains("Schemas:Bare", error.Message);
    }

    public void Dispose()
    {
        _registry.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task AssertCountedAsync(EmbeddedRun made)
    {
        var report = await made.AssertVerifiedAsync();
        Assert.Equal((4, 1), (report.Counted, report.DeadLettered));
        Assert.Equal(1L, await made.Database.ScalarAsync("SELECT count(*) FROM dead_letters WHERE reason = $1", "unknown_schema"));
        Assert.Equal(4L, await made.Database.ScalarAsync(
            "SELECT sum(download_count)::bigint FROM content_stats WHERE content_id = $1 AND title = 'The Title'", "the-id"));
    }

    private static SchemaCatalog Catalog(EmbeddedRun made, SchemaOptions options)
        => new(options, made.Database, TimeProvider.System, NullLogger<SchemaCatalog>.Instance);

    private static byte[] Value(ContentDownloadEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(e, output);
        return output.WrittenSpan.ToArray();
    }
}
