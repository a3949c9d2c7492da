namespace StreamPulse.Api.Security;

/// <summary>What a token allows, in its claim <c>scope</c> (separated by spaces) or <c>scp</c>.</summary>
public static class ApiScopes
{
    /// <summary>Every GET under /api, and tickets for the stream.</summary>
    public const string Read = "read";

    /// <summary>POST /api/events.</summary>
    public const string Ingest = "ingest";

    /// <summary>POST under /api/alerts.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary>All other scopes, and routes that declare none.</summary>
    public const string Admin = "admin";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Ingest, Acknowledge, Admin];
}
