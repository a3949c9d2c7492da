using System.Text;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Clients;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A user agent as a log has it: decoded to text, then to a device of few kinds and a system of bounded length.</summary>
internal sealed class UserAgentTarget : IFuzzTarget
{
    private const int LongestSystem = 32;
    private static readonly string[] Devices = [
        "bot", "unknown", "Windows Phone", "iPhone", "iPad", "iPod", "Android", "ChromeOS", "Windows", "macOS", "Linux"];

    public string Name => "user-agent";

    public string What => "user agents of access logs";

    public IReadOnlyList<byte[]> Tokens { get; } = TextTokens.Of(
        [.. Devices, "Mac OS X ", "Windows NT ", " OS ", "CrOS", "X11", "10_15_7", "..", "https://"]);

    public byte[] Generate(Random random)
        => Encoding.UTF8.GetBytes(LogLineGenerator.UserAgents[random.Next(LogLineGenerator.UserAgents.Length)]);

    public FuzzOutcome Check(byte[] input)
    {
        var text = LogText.Decode(input);
        Expect.That(!text.Contains('\0', StringComparison.Ordinal), "Decoded text has no U+0000");
        Expect.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), "Decoded text is Unicode");
        Expect.That(!System.Text.Unicode.Utf8.IsValid(input) || input.Contains((byte)0) || Encoding.UTF8.GetString(input) == text,
            "Text that can be kept is kept");
        var (device, system) = UserAgentTable.Classify(text);
        Expect.That(Devices.Contains(device), "The device is one of the table", device);
        Expect.That(system.Length is > 0 and <= LongestSystem && system.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '+'),
            "The system is short and plain", system);
        return new FuzzOutcome(device, system);
    }

    public long AllowedAllocationBytes(int inputBytes) => 64 * 1024 + (64L * inputBytes);
}
