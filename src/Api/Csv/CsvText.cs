using System.Globalization;
using System.Text.Json;
using CsvHelper;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Json;

namespace StreamPulse.Api.Csv;

/// <summary>
/// A list as CSV, RFC 4180: a header row with the JSON names of an item, then a row for each item. Null is an empty field, an object is its
/// JSON. Text that a spreadsheet could treat as a formula is prefixed with an apostrophe; see <see cref="FormulaText"/>.
/// </summary>
internal static class CsvText
{
    public const string MediaType = "text/csv";

    public static byte[] Write(IListAnswer list, JsonSerializerOptions json)
    {
        var columns = json.GetTypeInfo(list.ItemType).Properties;
        using var memory = new MemoryStream();
        using (var csv = CsvWriter.Create(memory, CsvWriterOptions.Default, leaveOpen: true))
        {
            csv.WriteHeader(columns.Select(static column => column.Name).ToArray());
            foreach (var item in list.Items)
            {
                foreach (var column in columns)
                    csv.WriteField(Format(column.Get!(item), json));
                csv.EndRecord();
            }
        }

        return memory.ToArray();
    }

    private static string? Format(object? value, JsonSerializerOptions json) => value switch
    {
        null => null,
        string text => FormulaText.Harmless(text),
        bool flag => flag ? "true" : "false",
        DateTimeOffset instant => InstantJsonConverter.Format(instant),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value, value.GetType(), json),
    };
}
