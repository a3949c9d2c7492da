namespace StreamPulse.Import.Clients;

/// <summary>
/// A short table from words in a user agent to a device and its system; the first matching row is used. It tells kinds of devices, not
/// models.
/// </summary>
internal static class UserAgentTable
{
    private const string Unknown = "unknown";
    private const int MaxVersionLength = 16;

    /// <summary>Programs that download on their own. First in the table, as many also name a browser.</summary>
    private static readonly string[] BotWords =
    [
        "bot", "spider", "crawl", "slurp", "archiver", "monitor", "feed", "rss", "http://", "https://",
        "curl/", "wget", "python", "java/", "libwww", "go-http-client", "okhttp", "apache-httpclient", "ruby", "perl", "php/",
    ];

    /// <summary>Word, device, the text before the version, and the name of the system.</summary>
    private static readonly (string Word, string Device, string VersionAfter, string System)[] Rows =
    [
        ("Windows Phone", "Windows Phone", "Windows Phone ", "Windows Phone"),
        ("iPhone", "iPhone", " OS ", "iOS"),
        ("iPad", "iPad", " OS ", "iPadOS"),
        ("iPod", "iPod", " OS ", "iOS"),
        ("Android", "Android", "Android ", "Android"),
        ("CrOS", "ChromeOS", "", "ChromeOS"),
        ("Windows", "Windows", "Windows NT ", "Windows"),
        ("Mac OS X", "macOS", "Mac OS X ", "macOS"),
        ("Macintosh", "macOS", "", "macOS"),
        ("Linux", "Linux", "", "Linux"),
        ("X11", "Linux", "", "Unix"),
    ];

    public static UserAgent Classify(string userAgent)
    {
        var programs = WithoutModel(userAgent);
        if (BotWords.Any(word => programs.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return new UserAgent("bot", Unknown);
        foreach (var (word, device, versionAfter, system) in Rows)
        {
            if (!userAgent.Contains(word, StringComparison.Ordinal))
                continue;
            var version = Version(userAgent, versionAfter);
            return new UserAgent(device, system == "Windows" ? WindowsName(version) : version.Length == 0 ? system : $"{system} {version}");
        }
        return new UserAgent(Unknown, Unknown);
    }

    /// <summary>
    /// Without the model of an Android device, which stands behind the version in the first brackets: <c>CUBOT_P20</c> and
    /// <c>IDbot553 Build/MRA58K</c> are telephones. A part with a program's version or an address stays, as bots stand there too.
    /// </summary>
    private static string WithoutModel(string userAgent)
    {
        var android = userAgent.IndexOf("Android ", StringComparison.Ordinal);
        var begin = android < 0 ? -1 : userAgent.IndexOf(';', android);
        var end = begin < 0 ? -1 : userAgent.IndexOf(')', android);
        if (end < begin || begin < 0)
            return userAgent;
        var kept = userAgent[begin..end].Split(';')
            .Where(static part => part.Replace(" Build/", "", StringComparison.Ordinal).Contains('/'));
        return userAgent[..begin] + ";" + string.Join(';', kept) + userAgent[end..];
    }

    /// <summary>The version after the first occurrence of a word: digits with dots or underscores between, returned with dots.</summary>
    private static string Version(string userAgent, string after)
    {
        var at = after.Length == 0 ? -1 : userAgent.IndexOf(after, StringComparison.Ordinal);
        if (at < 0)
            return "";
        var rest = userAgent.AsSpan(at + after.Length);
        var end = rest.IndexOfAnyExcept("0123456789._");
        var version = end < 0 ? rest : rest[..end];
        return version[..Math.Min(version.Length, MaxVersionLength)].Trim("._").ToString().Replace('_', '.');
    }

    /// <summary>Product name of a version of the Windows kernel.</summary>
    private static string WindowsName(string version) => version switch
    {
        "5.0" => "Windows 2000",
        "5.1" => "Windows XP",
        "5.2" => "Windows XP x64",
        "6.0" => "Windows Vista",
        "6.1" => "Windows 7",
        "6.2" => "Windows 8",
        "6.3" => "Windows 8.1",
        "10.0" => "Windows 10+",
        "" => "Windows",
        _ => $"Windows NT {version}",
    };
}
