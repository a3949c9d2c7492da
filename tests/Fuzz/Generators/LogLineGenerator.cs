using System.Globalization;
using System.Text;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Lines of access logs in the shapes that servers and proxies write, valid for the most part.</summary>
internal static class LogLineGenerator
{
    public static readonly string[] Clients =
    [
        "203.0.113.9", "2001:db8::1", "10.0.0.1,", "host.example.com", "-", "::ffff:203.0.113.9", "fe80::1%eth0", "[2001:db8::1]", "0x7f.1",
        "256.1.1.1", "unknown", "198.51.100.77",
    ];

    public static readonly string[] UserAgents =
    [
        "-", "", "Mozilla/5.0 (iPad; CPU OS 7_0 like Mac OS X)", "Mozilla/5.0 (Windows NT 10.0; Win64)",
        "Mozilla/5.0 (Linux; Android 14; Pixel)", "curl/8.5.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "Googlebot/2.1", "Windows NT ", "Windows Phone 8.1111111111111111111111",
        "Android ____", "iPhone OS 1.2.3.", "X11; CrOS",
    ];

    private static readonly string[] Requests =
    [
        "GET / HTTP/1.1", "GET /movies/big%20buck.mp4?x=1 HTTP/2.0", "POST http://host/a/b.iso HTTP/1.0", "-", "", "\\x16\\x03\\x01", "GET",
        "HEAD  /double  HTTP/1.1",
        "GET /quote\\\"d HTTP/1.1", "GET /raw\"quote\" HTTP/1.1", "GET //// HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT host:443 HTTP/1.1",
        "GET /é/ü HTTP/1.1", "get ?a HTTP/1.1", "GET http:// HTTP/1.1",
    ];

    private static readonly string[] Times =
    [
        "17/May/2015:10:05:03 +0000", "29/Feb/2016:23:59:60 -0330", "01/Jan/0001:00:00:00 +2359", "31/Dec/9999:23:59:59 -2359",
        "30/Feb/2015:10:05:03 +0000", "17/Mai/2015:10:05:03 +0000",
    ];

    /// <summary>One line without its newline.</summary>
    public static string Line(Random random)
    {
        var line = new StringBuilder();
        if (random.Next(8) == 0)
            line.Append("www.example.com:80 ");
        line.Append(Any(Clients, random));
        if (random.Next(12) == 0)
            line.Append(", 10.0.0.2");
        line.Append(random.Next(10) == 0 ? " - [bob] [" : " - bob [").Append(Time(random)).Append("] \"");
        line.Append(random.Next(16) == 0 ? "GET /" + new string('p', 1_000 + random.Next(60)) + " HTTP/1.1" : Any(Requests, random));
        line.Append(CultureInfo.InvariantCulture, $"\" {(random.Next(10) == 0 ? random.Next(1_000) : 200):D3} ");
        line.Append(random.Next(8) switch
        {
            0 => "-",
            1 => long.MaxValue.ToString(CultureInfo.InvariantCulture),
            _ => random.Next().ToString(CultureInfo.InvariantCulture),
        });
        if (random.Next(4) > 0)
            line.Append(" \"-\" \"").Append(Any(UserAgents, random)).Append('"');
        if (random.Next(4) == 0)
            line.Append(random.Next(3) switch { 0 => " 0.123", 1 => " rt=12345678.999", _ => " \"203.0.113.9, 10.0.0.1\" - 0.001" });
        return line.ToString();
    }

    private static string Time(Random random) => random.Next(4) == 0
        ? Any(Times, random)
        : string.Create(CultureInfo.InvariantCulture,
            $"{1 + random.Next(28):D2}/May/{2000 + random.Next(40)}:{random.Next(24):D2}:{random.Next(60):D2}:03 +0{random.Next(10)}00");

    private static string Any(string[] words, Random random) => words[random.Next(words.Length)];
}
