using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Schemas;

namespace StreamPulse.Hosting.Schemas;

/// <summary>
/// Finds the schemas that records name: in the database, where everything that was ever found is kept, then in a file, then in the
/// registry. What an id means never changes (docs/adr/0021). Thread-safe.
/// </summary>
public sealed class SchemaCatalog : ISchemaSource, IDisposable
{
    /// <summary>For so long nobody is asked again for an id that nobody knows.</summary>
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(10);

    /// <summary>For so long nobody is asked after somebody could not answer.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SchemaOptions _options;
    private readonly PostgresSchemas _store;
    private readonly SchemaFolder _folder;
    private readonly SchemaRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<SchemaId, ITimer> _unknown = [];
    private (long At, SchemaUnavailableException Error)? _failed;

    /// <summary>Reads the schema of records without framing.</summary>
    /// <exception cref="ConfigurationException">It is no schema of events.</exception>
    public SchemaCatalog(SchemaOptions options, NpgsqlDataSource dataSource, TimeProvider time, ILogger<SchemaCatalog> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _store = new PostgresSchemas(dataSource);
        _folder = new SchemaFolder(options.Folder);
        Schemas = Configured(options, learns: true);
        _registry = new SchemaRegistry(options);
    }

    /// <inheritdoc/>
    public AvroSchemaSet Schemas { get; }

    /// <summary>Keeps the schemas of the files and of bare records, and adds everything that is kept to the set.</summary>
    /// <exception cref="ConfigurationException">A file is no schema, or says something else than what is kept.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        CheckBare(_options, Schemas, await _store.KeepBareAsync(Schemas.BareSchemaJson, cancellationToken));
        foreach (var id in Read(_folder.List))
        {
            if (Read(() => _folder.Find(id)) is { } json)
                Take(id, json, await _store.KeepAsync(id, json, _folder.PathOf(id), cancellationToken));
        }

        await RefreshAsync(cancellationToken);
    }

    /// <summary>
    /// For a program that looks at what a pipeline has read: the files' schemas and that of bare records. Those that are kept in the
    /// database count before them, and no others are looked for.
    /// </summary>
    /// <exception cref="ConfigurationException">A file is no schema of events, or says something else than what is kept.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public static async Task<AvroSchemaSet> ReadAsync(
        SchemaOptions options, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var schemas = Configured(options, learns: false);
        var folder = new SchemaFolder(options.Folder);
        var store = new PostgresSchemas(dataSource);
        CheckBare(options, schemas, await store.FindBareAsync(cancellationToken));
        foreach (var id in Read(folder.List))
            schemas.Learn(id, Read(() => folder.Find(id)));
        await store.AddToAsync(schemas, cancellationToken);
        return schemas;
    }

    /// <inheritdoc/>
    public async Task LearnAsync(SchemaId id, CancellationToken cancellationToken)
    {
        if (_failed is { } failed && _time.GetElapsedTime(failed.At) < Pause)
            throw new SchemaUnavailableException(failed.Error.Message, failed.Error);
        try
        {
            await FindAsync(id, cancellationToken).ConfigureAwait(false);
            _failed = null;
        }
        catch (SchemaUnavailableException e)
        {
            _failed = (_time.GetTimestamp(), e);
            throw;
        }
        catch (StoreUnavailableException e)
        {
            var error = new SchemaUnavailableException($"The schema {id} cannot be kept. {e.Message}", e);
            _failed = (_time.GetTimestamp(), error);
            throw error;
        }
    }

    /// <inheritdoc/>
    public Task RefreshAsync(CancellationToken cancellationToken) => _store.AddToAsync(Schemas, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Dispose();
        foreach (var timer in _unknown.Values)
            timer.Dispose();
    }

    private async Task FindAsync(SchemaId id, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            Take(id, kept, kept);
            return;
        }

        var source = _folder.PathOf(id);
        var found = _folder.Find(id);
        if (found is null)
        {
            source = _registry.Url;
            found = await _registry.FindAsync(id, cancellationToken).ConfigureAwait(false);
        }

        if (found is not null)
        {
            Take(id, found, await _store.KeepAsync(id, found, source, cancellationToken).ConfigureAwait(false));
            return;
        }

        SchemaLog.Unknown(_logger, id);
        Schemas.Learn(id, null);
        var forget = _time.CreateTimer(_ => Forget(id), null, UnknownFor, Timeout.InfiniteTimeSpan);
        if (!_unknown.TryAdd(id, forget))
            await forget.DisposeAsync().ConfigureAwait(false);
    }

    private void Forget(SchemaId id)
    {
        if (_unknown.TryRemove(id, out var timer))
            timer.Dispose();
        Schemas.ForgetUnknown(id);
    }

    /// <summary>Tells the set what is kept.</summary>
    private void Take(SchemaId id, string found, string kept)
    {
        if (Schemas.Learn(id, kept) is { } problem)
            SchemaLog.Unusable(_logger, id, problem);
        if (!string.Equals(found, kept, StringComparison.Ordinal) && !AvroSchemaSet.AreSame(found, kept))
        {
            throw new ConfigurationException(
                $"The schema {id} in {_folder.PathOf(id)} is not the one that records with this id were read by. An id keeps its schema: "
                + "give the new schema another id, or put the old file back (it is in the table avro_schemas).");
        }
    }

    private static AvroSchemaSet Configured(SchemaOptions options, bool learns)
    {
        try
        {
            var bare = options.Bare is null ? null : File.ReadAllText(options.Bare);
            return new AvroSchemaSet(new AvroSchemaSetOptions { BareWriterSchema = bare, Learns = learns });
        }
        catch (Exception e) when (e is AvroSchemaException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Schemas:Bare is {options.Bare}. {e.Message}", e);
        }
    }

    private static void CheckBare(SchemaOptions options, AvroSchemaSet schemas, string? kept)
    {
        if (kept is null || AvroSchemaSet.AreSame(kept, schemas.BareSchemaJson))
            return;
        throw new ConfigurationException(
            $"Schemas:Bare is {options.Bare ?? "not set"}, and the rows of this database were made with another schema of records without "
            + "framing (table avro_schemas, id bare). Set that one again, or use another, empty database.");
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SchemaUnavailableException e)
        {
            throw new ConfigurationException($"Schemas:Folder: {e.Message}", e);
        }
    }
}
