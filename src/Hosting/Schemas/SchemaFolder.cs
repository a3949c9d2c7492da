using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Hosting.Schemas;

/// <summary>Schema files of a folder, each named by its id.</summary>
internal sealed class SchemaFolder(string? folder)
{
    private const string Extension = ".avsc";

    /// <summary>The ids that there are files of, now.</summary>
    /// <exception cref="SchemaUnavailableException">The folder cannot be read.</exception>
    public IReadOnlyList<SchemaId> List()
    {
        var ids = new List<SchemaId>();
        if (folder is null)
            return ids;
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension))
            {
                if (SchemaId.TryParse(Path.GetFileNameWithoutExtension(path), out var id))
                    ids.Add(id);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SchemaUnavailableException($"The folder {folder} cannot be read: {e.Message}", e);
        }

        return ids;
    }

    /// <summary>Where the file of an id is, or would be.</summary>
    public string PathOf(SchemaId id) => Path.Combine(folder ?? "", id + Extension);

    /// <summary>The schema of the id as JSON; null where there is no file of it.</summary>
    /// <exception cref="SchemaUnavailableException">
    /// The folder or the file cannot be read, or is no Avro schema, as it is while somebody writes it.
    /// </exception>
    public string? Find(SchemaId id)
    {
        if (folder is null)
            return null;
        var path = PathOf(id);
        try
        {
            if (!File.Exists(path))
                return Directory.Exists(folder) ? null : throw new DirectoryNotFoundException($"There is no folder {folder}.");
            var json = File.ReadAllText(path);
            AvroSchema.Parse(json);
            return json;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AvroSchemaException)
        {
            throw new SchemaUnavailableException($"The schema {id} cannot be read from {path}: {e.Message}", e);
        }
    }
}
