using System.Net.Sockets;
using System.Text;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>A request byte by byte, as no client library would send it.</summary>
internal static class RawRequest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>The response up to the end of its first part: head and, in one piece, a short body.</summary>
    /// <param name="head">Request line and headers with their line ends.</param>
    /// <param name="body">Writes the body; null for none.</param>
    public static async Task<string> SendAsync(ApiHost api, string head, Func<Stream, Task>? body = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head)).AsTask().WaitAsync(Bound);
        if (body is not null)
            await body(stream).WaitAsync(Bound);
        var buffer = new byte[64 * 1024];
        var text = "";
        int read;
        while (!IsWhole(text) && (read = await stream.ReadAsync(buffer).AsTask().WaitAsync(Bound)) > 0)
            text += Encoding.UTF8.GetString(buffer, 0, read);
        return text;
    }

    /// <summary>Whether the head is there, and as much as it says follows; chunks end with one of length 0.</summary>
    private static bool IsWhole(string text)
    {
        const string LengthName = "\r\nContent-Length: ";
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var at = text.IndexOf(LengthName, StringComparison.Ordinal);
        if (at < 0 || at > end)
            return text.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        var length = text[(at + LengthName.Length)..].Split('\r')[0];
        return Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
    }
}
