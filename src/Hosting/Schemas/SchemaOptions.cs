namespace StreamPulse.Hosting.Schemas;

/// <summary>Where the schemas come from that records are written with. docs/KAFKA.md describes them.</summary>
public sealed record SchemaOptions
{
    /// <summary>
    /// Folder of schema files, each named by the id that records have: a number or a GUID, then .avsc. A new file is found while the
    /// program runs. Null: none. What a file says of an id is kept; a file that says something else later is refused.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>
    /// File with the schema of records without framing; null means our own. Rows depend on it: on a database it must stay the same.
    /// </summary>
    public string? Bare { get; init; }

    /// <summary>
    /// URL of a schema registry, or several with commas between them; null: none. It is asked once for each id, and what it answers is
    /// kept. While it cannot answer, partitions with a record of a new id wait.
    /// </summary>
    public string? Registry { get; init; }

    /// <summary>User and password for the registry, with a colon between them. Set it in the environment, never as a flag.</summary>
    public string? RegistryUser { get; init; }

    /// <summary>How long one call of the registry may take.</summary>
    public TimeSpan RegistryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Invalid options, one sentence each; empty if all are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (Folder is not null && !Directory.Exists(Folder))
            yield return $"Schemas:Folder is {Folder}, which is not a folder.";
        if (Bare is not null && !File.Exists(Bare))
            yield return $"Schemas:Bare is {Bare}, which is not a file.";
        foreach (var url in (Registry ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                yield return $"Schemas:Registry has {url}; allowed are URLs that begin with http:// or https://.";
            else if (uri.UserInfo.Length > 0)
                yield return $"Schemas:Registry has a user in the URL of {uri.Host}; set Schemas:RegistryUser to user:password instead.";
        }

        if (RegistryUser is { } user && !user.Contains(':', StringComparison.Ordinal))
            yield return "Schemas:RegistryUser has no colon between user and password.";
        if (RegistryTimeout < TimeSpan.FromMilliseconds(100) || RegistryTimeout > TimeSpan.FromMinutes(1))
            yield return FormattableString.Invariant($"Schemas:RegistryTimeout is {RegistryTimeout}; allowed are 00:00:00.1 to 00:01:00.");
    }
}
