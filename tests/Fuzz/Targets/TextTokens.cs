using System.Text;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Pieces of languages made of text.</summary>
internal static class TextTokens
{
    public static readonly IReadOnlyList<byte[]> EventJson = Of(
        "\"event_id\":", "\"timestamp\":", "\"content\":{", "\"download\":{", "\"user_context\":{", "\"error_code\":null,", "null", "true",
        "\"2026-03-01T12:00:00Z\"",
        "\"\\ud800\":1,", "\"\\ud83d\\ude00\"", "\"\\u0065vent_id\":", "\"c\\udc00ntent\":", "1e5", "-0.0", "3.4028236e38", "[", "{", "}",
        "]", ",", "\n", "//x\n", "/**/");

    public static readonly IReadOnlyList<byte[]> Schema = Of(
        "\"record\"", "\"enum\"", "\"fixed\"", "\"array\"", "\"map\"", "\"null\"", "\"bytes\"", "\"name\":\"N0\",", "\"namespace\":\"\",",
        "\"aliases\":[\"x\"],", "\"default\":{},",
        "\"default\":\"\\ud800\",", "\"\\ud800\":1,", "\"items\":", "\"type\":", "\"size\":2147483647", "\"symbols\":[]", "\"fields\":[]",
        "\"logicalType\":\"decimal\",", "[", "{");

    public static readonly IReadOnlyList<byte[]> Log = Of(
        "[17/May/2015:10:05:03 +0000]", "\"GET / HTTP/1.1\"", " 200 ", " - ", "\\\"", "\\", "\"", "[", "]", " HTTP/1.1", "://", "?", ", ",
        "::1", "%5B", "rt=0.001", "\r\n", "\n");

    public static readonly IReadOnlyList<byte[]> Http = Of(
        "&", "=", "?", "+", "%20", "%00", "%FF", "%ED%A0%80", "minutes=", "limit=", "cursor=", "from=", "to=", "as_of=2026-03-01T12:00:00Z",
        "severity=critical", "live=true", "region=", "acknowledged=any", "%2B00:00", "q=0.5", ";", ",", "text/csv", "*/*",
        "application/json", "charset=utf-8", "\"", "\\ud800");

    public static readonly IReadOnlyList<byte[]> Ranges = Of(
        "/0", "/32", "/128", "::/0", "::ffff:0:0/96", "10.0.0.0/8", "2001:db8::/32", "#", "\t", "\n", " EU-London London", "%1", "0x",
        "1.1");

    public static IReadOnlyList<byte[]> Of(params string[] tokens) => [.. tokens.Select(Encoding.UTF8.GetBytes)];
}
