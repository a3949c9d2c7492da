using System.Globalization;
using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Clients;
using StreamPulse.Import.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Import.Tests.PublicInputs;

/// <summary>Inputs after the test logs of public log tools; docs/IMPORT_INPUTS.md lists them.</summary>
public sealed class ImportInputTests
{
    private static readonly ClientDirectory Clients = new(AccessLogOptions.DefaultSalt, regions: null);

    public static TheoryData<int, string> Numbers() => [.. ImportInput.All.Select(static input => (input.Number, input.Why))];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void An_input_gives_what_the_table_says(int number, string why)
    {
        var input = ImportInput.All[number - 1];
        Assert.Equal(why, input.Why);
        var contents = Packing.Apply(input.Packing, input.Contents);
        if (input.IsRefused)
        {
            var refusal = Assert.Throws<ImportException>(() => Inputs.OfStream(contents)).Message;
            Assert.Contains(input.Expected["refused=".Length..], refusal);
            return;
        }
        var (items, summary) = Inputs.OfStream(contents);
        Assert.True(
            (input.Read, input.Rejected) == (summary.Events, summary.Rejects),
            $"{summary} {items.FirstOrDefault(static item => item.Reject is not null).Reject?.Detail}");
        Assert.All(input.Expectations, expected => Check(expected.Name, expected.Value, items));
    }

    [Fact]
    public void The_documentation_has_a_row_for_each()
    {
        var file = Path.Combine(Repository.Root, "docs", "IMPORT_INPUTS.md");
        Assert.Equal(
            ImportInput.All.Select(static input => input.ToMarkdown()),
            File.ReadLines(file).Where(static line => line.StartsWith("| 5 ") || line.StartsWith("| 6 ") || line.StartsWith("| 9 ")));
        Assert.True(ImportInput.All.Count >= 200);
    }

    private static void Check(string name, string value, List<ImportItem> items)
    {
        var rejects = items.Where(static item => item.Reject is not null).Select(static item => item.Reject!).ToList();
        if (name == "reason")
        {
            Assert.Contains(value, rejects[^1].Detail);
            return;
        }
        if (name == "looks")
        {
            Assert.Contains(value, ForeignFormats.OfLines([.. rejects.Select(static reject => reject.Raw)]).Advice(path: null));
            return;
        }
        Assert.All(items.Where(static item => item.Event is not null), item =>
        {
            var e = item.Event!;
            var found = name switch
            {
                "client" => e.UserId == Clients.Find(System.Text.Encoding.UTF8.GetBytes(value)).UserId ? value : e.UserId,
                "content" => e.Content.ContentId,
                "device" => e.UserContext.Device,
                "seconds" => e.Download.DurationSeconds.ToString(CultureInfo.InvariantCulture),
                "size" => e.Content.SizeMb.ToString(CultureInfo.InvariantCulture),
                "status" => e.Download.Status,
                "time" => Time(e.EventTimeMs, value),
                _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not an expectation."),
            };
            Assert.Equal(value, found);
        });
    }

    private static string Time(long eventTimeMs, string like)
        => DateTimeOffset.FromUnixTimeMilliseconds(eventTimeMs).UtcDateTime
            .ToString(like.Contains('.') ? "yyyy-MM-ddTHH:mm:ss.fffZ" : "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
