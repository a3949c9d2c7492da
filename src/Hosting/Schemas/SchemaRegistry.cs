using System.Net;
using Confluent.SchemaRegistry;
using StreamPulse.Pipeline.Ports;
using SchemaId = StreamPulse.Core.Avro.SchemaId;

namespace StreamPulse.Hosting.Schemas;

/// <summary>A schema registry, asked by Confluent's client.</summary>
internal sealed class SchemaRegistry : IDisposable
{
    /// <summary>The registry's own error code for an id that it does not have; any other 404 comes from something else.</summary>
    private const int SchemaNotFound = 40403;

    private readonly CachedSchemaRegistryClient? _client;

    /// <param name="options">Without a registry, no id is found.</param>
    public SchemaRegistry(SchemaOptions options)
    {
        Url = options.Registry ?? "";
        if (string.IsNullOrWhiteSpace(options.Registry))
            return;
        var config = new SchemaRegistryConfig
        {
            Url = options.Registry,
            RequestTimeoutMs = (int)options.RegistryTimeout.TotalMilliseconds,
            MaxRetries = 1, // the least that the client can work with; the partition that waits tries again
        };
        if (options.RegistryUser is { } user)
            config.BasicAuthUserInfo = user;
        _client = new CachedSchemaRegistryClient(config);
    }

    /// <summary>Where it is; empty for none.</summary>
    public string Url { get; }

    /// <summary>The schema of the id; null where the registry says that it does not have it.</summary>
    /// <returns>JSON for an Avro schema, else what the registry has.</returns>
    /// <exception cref="SchemaUnavailableException">The registry does not answer, or refuses to.</exception>
    public async Task<string?> FindAsync(SchemaId id, CancellationToken cancellationToken)
    {
        if (_client is null)
            return null;
        try
        {
            var schema = await GetAsync(id, format: null).WaitAsync(cancellationToken);
            // Types of other subjects are put in where they are used.
            return schema.References is { Count: > 0 }
                ? (await GetAsync(id, format: "resolved").WaitAsync(cancellationToken)).SchemaString
                : schema.SchemaString;
        }
        catch (SchemaRegistryException e) when (e is { Status: HttpStatusCode.NotFound, ErrorCode: SchemaNotFound })
        {
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever it is, it is no answer
        {
            throw new SchemaUnavailableException($"The schema registry at {Url} does not answer for the schema {id}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private Task<Schema> GetAsync(SchemaId id, string? format)
        => id.Guid is { } guid ? _client!.GetSchemaByGuidAsync(guid.ToString("D"), format) : _client!.GetSchemaAsync(id.Number, format);
}
