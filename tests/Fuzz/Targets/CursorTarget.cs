using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using StreamPulse.Api.Alerts;
using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Stats.Details;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;

namespace StreamPulse.Fuzz.Targets;

/// <summary>
/// A cursor. A first byte below 128 makes the rest the position of a cursor that fits its question, as anybody could make one: the
/// hash in it is no signature. Another first byte makes the rest the cursor's text.
/// </summary>
internal sealed class CursorTarget : IFuzzTarget
{
    private static readonly string AlertKey = AlertQuestion.Read(QueryCollection.Empty).Key;
    private static readonly string WindowKey = KeyOf(Windows(QueryCollection.Empty));

    public string Name => "cursor";

    public string What => "cursors of lists, forged ones too";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Of("\"", ",", "null", "[", "]", "\"\\u0000\"", "\"\\ud800\"", "3155378975999999999",
        "3155378976000000000", "0", "-1", "639079632000000000", "=", "-", "_", "+", " ", "1e3");

    public byte[] Generate(Random random)
    {
        var ticks = DateTimeOffset.FromUnixTimeMilliseconds(
            RandomValues.EventTimeMs(random) is var ms && ms is > 0 and < 7_258_118_400_000 ? ms : RandomValues.NowMs).UtcTicks;
        var position = random.Next(3) == 0
            ? $"[\"{ticks}\",\"{random.Next()}\"]"
            : $"[\"{ticks}\",\"{ticks + (random.Next(200) * TimeSpan.TicksPerHour)}\",\"{ticks + TimeSpan.TicksPerHour}\","
                + $"\"content-{random.Next(9)}\",\"{(random.Next(2) == 0 ? "" : "iOS 17")}\"]";
        var isText = random.Next(5) == 0;
        return [(byte)(isText ? 200 : random.Next(128)),
            .. isText ? Encoding.ASCII.GetBytes(Seal(WindowKey, Encoding.UTF8.GetBytes(position))) : Encoding.UTF8.GetBytes(position)];
    }

    public FuzzOutcome Check(byte[] input)
    {
        if (input.Length == 0)
            return new FuzzOutcome("empty");
        var isText = input[0] >= 128;
        var windows = isText ? Encoding.UTF8.GetString(input, 1, input.Length - 1) : Seal(WindowKey, input.AsSpan(1));
        var alerts = isText ? windows : Seal(AlertKey, input.AsSpan(1));
        CheckRoundTrip(WindowKey, windows);
        return new FuzzOutcome(CheckWindows(windows) ? "a page of windows" : CheckAlerts(alerts) ? "a page of alerts" : "refused");
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (512L * inputBytes);

    private static bool CheckWindows(string cursor)
    {
        WindowQuestion question;
        try
        {
            question = Windows(Query(cursor));
        }
        catch (InvalidParametersException e)
        {
            Expect.That(e.Errors.ContainsKey("cursor"), "The refusal is of the cursor");
            return false;
        }

        Expect.That(question is { Pinned: not null, After: not null }, "A cursor that is taken gives a range and a place");
        var (from, to) = question.Pinned.Value;
        Expect.That(from < to && to - from <= TimeSpan.FromDays(7) && from.Year >= 1999 && to.Year < 2200,
            "A cursor's range is one that could be asked for", $"{from:O} {to:O}");
        return true;
    }

    private static bool CheckAlerts(string cursor)
    {
        try
        {
            return AlertQuestion.Read(Query(cursor)).After is not null;
        }
        catch (InvalidParametersException e)
        {
            Expect.That(e.Errors.ContainsKey("cursor"), "The refusal is of the cursor");
            return false;
        }
    }

    /// <summary>A position that is read can be written and read again; no other question takes it.</summary>
    private static void CheckRoundTrip(string question, string cursor)
    {
        if (PageCursor.Read(question, cursor, 5) is not { } position)
            return;
        Expect.That(PageCursor.Read(question, PageCursor.Write(question, position), 5)?.SequenceEqual(position) == true,
            "A position is read again as it was written");
        Expect.That(PageCursor.Read(question + "x", cursor, 5) is null, "A cursor is of no use with another question");
    }

    private static WindowQuestion Windows(IQueryCollection query)
        => WindowQuestion.Read(query, "rows/contents", [], live: null, DetailParameters.RowsLimit, new ParameterErrors());

    private static string KeyOf(WindowQuestion question) => $"{question.Route}|{question.Range.Key}";

    private static QueryCollection Query(string cursor) => new(new Dictionary<string, StringValues> { ["cursor"] = cursor });

    private static string Seal(string question, ReadOnlySpan<byte> position)
        => Base64Url.EncodeToString([.. SHA256.HashData(Encoding.UTF8.GetBytes(question))[..8], .. position]);
}
