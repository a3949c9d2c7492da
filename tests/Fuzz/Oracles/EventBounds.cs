using System.Buffers;
using System.Text;
using StreamPulse.Core.Events;

namespace StreamPulse.Fuzz.Oracles;

/// <summary>
/// What docs/API.md and the contract promise of an accepted event's values, checked independently of the product's validator.
/// </summary>
internal static class EventBounds
{
    /// <param name="nowMs">Stands for the ingestion time.</param>
    public static bool Hold(in EventView e, long nowMs)
        => IsKey(e.EventId) && IsKey(e.ContentId) && IsKey(e.Region) && IsKey(e.Device) && IsKey(e.Status)
            && IsText(e.UserId, 1_024) && IsText(e.OsVersion, 1_024) && IsText(e.ErrorCode, 1_024)
            && IsText(e.Title, 16_384) && IsText(e.ContentType, 16_384) && IsText(e.Category, 16_384) && IsText(e.City, 16_384)
            && IsText(e.ConnectionType, 16_384) && IsText(e.ErrorMessage, 16_384)
            && DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(e.EventTimeMs, 0, 32_503_680_000_000)).Year is >= 2000 and < 2200
            && e.EventTimeMs <= nowMs + 300_000
            && e.SpeedMbps >= 0 && e.SpeedMbps <= 1e6 && e.DurationSeconds >= 0 && e.SizeMb >= 0 && e.Price >= 0
            && e.Price <= float.MaxValue;

    private static bool IsKey(ReadOnlySpan<byte> utf8) => utf8.Trim(" \t\n\v\f\r"u8).Length > 0 && IsText(utf8, 1_024);

    private static bool IsText(ReadOnlySpan<byte> utf8, int maxBytes)
    {
        if (utf8.Length > maxBytes)
            return false;
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out var rune, out var length) != OperationStatus.Done || rune.Value == 0)
                return false;
            utf8 = utf8[length..];
        }

        return true;
    }
}
