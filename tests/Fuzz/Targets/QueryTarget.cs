using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StreamPulse.Api.Alerts;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Stats;
using StreamPulse.Api.Stats.Details;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A query string, read by every route's parameters: values within bounds, or an error for each that is not.</summary>
internal sealed partial class QueryTarget : IFuzzTarget
{
    private static readonly string[] Names = [
        "minutes", "limit", "severity", "acknowledged", "live", "as_of", "from", "to", "region", "content_id", "device", "os_version",
        "state", "alert_type", "cursor"];
    private static readonly string[] Values =
    [
        "5", "0", "60", "61", "1440", "-1", "+5", "%2B5", "5%00", "%205", "007", "9999999999", "1e2", "critical", "WARNING", "true",
        "FALSE", "1", "any", "open",
        "2026-03-01T12:00:00Z", "2026-03-01T12:00:00%2B01:00", "2026-03-01T12:00:00+01:00", "1999-12-31T23:59Z",
        "2199-12-31T23:59:59.9999999Z", "2026-03-01T12:00", "0001-01-01T00:00:00-14:00",
        "2026-02-22T12:00:00Z", "EU-London", "%C3%A9", "%FF", "%00", "", "%F0%9F%98%80", "a%ED%A0%80",
    ];

    public string Name => "query";

    public string What => "query strings, by the parameters of every route";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Http;

    public byte[] Generate(Random random)
    {
        var query = new StringBuilder("?");
        for (var count = random.Next(6); count > 0; count--)
        {
            var value = random.Next(20) == 0 ? new string('v', 1_000 + random.Next(50)) : Values[random.Next(Values.Length)];
            query.Append(Names[random.Next(Names.Length)]).Append('=').Append(value).Append('&');
        }

        return Encoding.UTF8.GetBytes(query.ToString());
    }

    public FuzzOutcome Check(byte[] input)
    {
        var query = new QueryCollection(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(input)));
        CheckInt(query, StatsParameters.Minutes, 1, 60);
        CheckInt(query, DetailParameters.RowsLimit, 1, 1_000);
        var detail = CheckWindows(query) + CheckAlerts(query) + CheckStats(query);
        return new FuzzOutcome(detail.Length == 0 ? "accepted" : "refused", detail);
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (1_024L * inputBytes);

    private static void CheckInt(QueryCollection query, IntParameter parameter, int minimum, int maximum)
    {
        var errors = new ParameterErrors();
        var value = parameter.Read(query, errors);
        Expect.That(value >= minimum && value <= maximum, "A number is within its bounds");
        var given = query[parameter.Name];
        var isRight = given.Count == 0
            || (given.Count == 1 && WholeNumber().IsMatch(given[0]!) && BigInteger.Parse(
                given[0]!.TrimEnd('\0'), CultureInfo.InvariantCulture) is var number && number >= minimum && number <= maximum);
        Expect.Equal(isRight, Refused(errors.ThrowIfAny).Length == 0, "A number is taken exactly where it is one within bounds");
    }

    private static string CheckWindows(QueryCollection query)
    {
        WindowQuestion? question = null;
        var refused = Refused(() =>
        {
            var errors = new ParameterErrors();
            string?[] keys = [DetailParameters.ContentId.Read(query, errors), DetailParameters.Region.Read(query, errors),
                DetailParameters.OsVersion.Read(query, errors)];
            Expect.That(keys.All(key => key is null || !key.Contains('\0', StringComparison.Ordinal)), "Text has no U+0000");
            question = WindowQuestion.Read(query, "fuzz", keys, DetailParameters.Live, DetailParameters.Limit, errors);
        });
        if (question is null)
            return refused;
        var (from, to) = question.Range.At(DateTimeOffset.FromUnixTimeMilliseconds(RandomValues.NowMs));
        Expect.That(from < to && to - from <= TimeSpan.FromDays(7) && from.Year >= 1999 && to.Year < 2200,
            "A range is of at most 7 days within the years that are taken");
        Expect.That(question.Limit is >= 1 and <= 1_440, "A limit is within its bounds");
        return refused;
    }

    private static string CheckAlerts(QueryCollection query)
    {
        AlertQuestion? question = null;
        var refused = Refused(() => question = AlertQuestion.Read(query));
        Expect.That(question is null || (question.Limit is >= 1 and <= 500 && !(question.Filter.From >= question.Filter.To)),
            "A list of alerts is bounded and its range is not empty");
        return refused;
    }

    private static string CheckStats(QueryCollection query) => Refused(() =>
    {
        var errors = new ParameterErrors();
        StatsParameters.TimeSeriesMinutes.Read(query, errors);
        StatsParameters.Severity.Read(query, errors);
        StatsParameters.Acknowledged.Read(query, errors);
        StatsParameters.LiveByDefault.Read(query, errors);
        var asOf = StatsParameters.AsOf.Read(query, errors);
        Expect.That(asOf is null or { Year: >= 2000 and < 2200, Offset.Ticks: 0 }, "A time is within its bounds and in UTC");
        errors.ThrowIfAny();
    });

    /// <summary>Names of the parameters that are refused; their errors can be written as JSON.</summary>
    private static string Refused(Action read)
    {
        try
        {
            read();
            return "";
        }
        catch (InvalidParametersException e)
        {
            Expect.That(e.Errors.Count > 0 && JsonSerializer.SerializeToUtf8Bytes(e.Errors).Length > 2, "A refusal names its parameters");
            return string.Join(',', e.Errors.Keys);
        }
    }

    /// <summary>The framework's numbers may be followed by U+0000.</summary>
    [GeneratedRegex(@"\A[+-]?[0-9]+\0*\z")]
    private static partial Regex WholeNumber();
}
