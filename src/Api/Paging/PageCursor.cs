using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StreamPulse.Api.Paging;

/// <summary>
/// The position where a page ended, as an opaque text for callers: the position in the order of the list, and a short hash of the request,
/// so that it is rejected with a different one. It holds no offset, so rows added or deleted in the meantime do not shift pages.
/// </summary>
internal static class PageCursor
{
    private const int HashBytes = 8;

    /// <param name="question">The route and all parameters that determine the list, in canonical form.</param>
    public static string Write(string question, params string[] position)
        => Base64Url.EncodeToString([.. Hash(question), .. JsonSerializer.SerializeToUtf8Bytes(position)]);

    /// <summary>The position; null if the text is not a cursor of this request.</summary>
    public static string[]? Read(string question, string cursor, int parts)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            if (bytes.Length < HashBytes || !Hash(question).AsSpan().SequenceEqual(bytes.AsSpan(0, HashBytes)))
                return null;
            var position = JsonSerializer.Deserialize<string?[]>(bytes.AsSpan(HashBytes));
            if (position?.Length != parts || Array.Exists(position, static p => p is null || p.Contains('\0', StringComparison.Ordinal)))
                return null;
            return Array.ConvertAll(position, static p => p!);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Hash(string question) => SHA256.HashData(Encoding.UTF8.GetBytes(question))[..HashBytes];
}
