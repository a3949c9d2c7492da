using StreamPulse.Import.Clients;

namespace StreamPulse.Import.Tests.AccessLogs;

public sealed class UserAgentTableTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36", "Windows",
        "Windows 7")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/130.0", "Windows", "Windows 10+")]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)", "Windows", "Windows XP")]
    [InlineData("Mozilla/5.0 (Windows; U; MSIE 9.0; Windows NT 9.0; en-US)", "Windows", "Windows NT 9.0")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36", "macOS", "macOS 10.9.1")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.7; rv:21.0) Gecko/20100101", "macOS", "macOS 10.7")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) AppleWebKit/536.26", "iPhone", "iOS 6.0")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1", "iPad", "iPadOS 7.0.4")]
    [InlineData("Mozilla/5.0 (iPhone; U; CPU like Mac OS X; en)", "iPhone", "iOS")]
    [InlineData("Mozilla/5.0 (Linux; Android 4.4.2; Nexus 5 Build/KOT49H) AppleWebKit/537.36", "Android", "Android 4.4.2")]
    [InlineData("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950)", "Windows Phone", "Windows Phone 10.0")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36", "ChromeOS", "ChromeOS")]
    [InlineData("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0", "Linux", "Linux")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot",
        "unknown")]
    [InlineData("UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/", "bot", "unknown")]
    [InlineData("curl/8.5.0", "bot", "unknown")]
    [InlineData("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)", "bot", "unknown")]
    [InlineData("", "unknown", "unknown")]
    [InlineData("Nokia6100/1.0", "unknown", "unknown")]
    public void Tells_device_and_system(string userAgent, string device, string osVersion)
        => Assert.Equal(new UserAgent(device, osVersion), UserAgentTable.Classify(userAgent));
}
