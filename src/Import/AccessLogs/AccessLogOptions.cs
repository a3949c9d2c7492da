using System.Text;
using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>How access log lines are made into events.</summary>
public sealed record AccessLogOptions
{
    /// <summary>The default salt. It is public, so anybody who sees a user id can find the address by trying all addresses.</summary>
    public const string DefaultSalt = "streampulse";

    /// <summary>
    /// Key under which client addresses are hashed. With the same salt, users are the same in all imports; user ids are anonymous only
    /// while the salt is secret. From the environment or a file, never from a flag.
    /// </summary>
    public string Salt { get; init; } = DefaultSalt;

    /// <summary>Region and city by client address; without it, and for addresses it does not cover, the region is <c>unknown</c>.</summary>
    public CidrTable? Regions { get; init; }

    /// <summary>
    /// Counts downloads instead of requests: GET alone, no 1xx and 3xx answers, and the parts (206) of one content that a client fetches
    /// with pauses of up to 30 minutes as one.
    /// </summary>
    public bool DownloadsOnly { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Salt = ").Append(Salt == DefaultSalt ? "(default)" : "(hidden)").Append(", Regions = ").Append(Regions)
            .Append(", DownloadsOnly = ").Append(DownloadsOnly);
        return true;
    }
}
