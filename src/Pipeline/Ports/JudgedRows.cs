using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StreamPulse.Core.Results;

namespace StreamPulse.Pipeline.Ports;

/// <summary>Identifies the rows of region_health by which windows are judged.</summary>
public static class JudgedRows
{
    /// <summary>SHA-256, in hexadecimal, of the columns that the alert rules read, in any order of the rows.</summary>
    public static string DigestOf(IEnumerable<RegionWindowRow> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.OrderBy(static r => r.Window.StartMs).ThenBy(static r => r.Region, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Window.StartMs} {row.Region.Length} {row.Region} ")
                .Append(CultureInfo.InvariantCulture, $"{row.Total} {row.Successful} {row.Failed} {row.Cancelled} ")
                .Append(CultureInfo.InvariantCulture, $"{row.SuccessRate:R} {row.AvgSpeedMbps:R} {row.SpeedCount}").Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
