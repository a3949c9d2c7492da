using System.Text;
using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>How access log lines become events.</summary>
public sealed record AccessLogOptions
{
    /// <summary>The salt in force where none is given. It is public, so whoever sees a user id can find the address by trying them all.</summary>
    public const string DefaultSalt = "streampulse";

    /// <summary>
    /// Key under which client addresses are hashed. Equal salts give equal users over all imports; a secret one, kept, is what makes
    /// user ids anonymous. From the environment or a file, never from a flag.
    /// </summary>
    public string Salt { get; init; } = DefaultSalt;

    /// <summary>Region and city by client address; without it, and for addresses it does not cover, the region is <c>unknown</c>.</summary>
    public CidrTable? Regions { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Salt = ").Append(Salt == DefaultSalt ? "(default)" : "(hidden)").Append(", Regions = ").Append(Regions);
        return true;
    }
}
