using StreamPulse.Import.AccessLogs;

namespace StreamPulse.Import.Clients;

/// <summary>Device and operating system of a user agent, cached.</summary>
internal sealed class UserAgentDirectory
{
    private readonly Utf8Cache<UserAgent> _userAgents = new(8 * 1024);

    /// <param name="userAgent">As the log has it; empty where it has none.</param>
    public UserAgent Find(ReadOnlySpan<byte> userAgent)
        => _userAgents.TryGet(userAgent, out var known)
            ? known
            : _userAgents.Add(userAgent, UserAgentTable.Classify(LogText.Decode(userAgent)));
}
