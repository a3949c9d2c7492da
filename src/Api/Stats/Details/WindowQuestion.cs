using System.Globalization;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats.Details;

/// <summary>The requested windows and page. All pages use the range of the first page, even if it moves with the clock.</summary>
/// <param name="Route">The route with its keys.</param>
/// <param name="Pinned">Ends of the first page's range; null on the first page.</param>
/// <param name="After">Position where the previous page ended; null on the first page.</param>
internal sealed record WindowQuestion(
    string Route, AskedRange Range, int Limit, (DateTimeOffset From, DateTimeOffset To)? Pinned, WindowPosition? After)
{
    private const int CursorParts = 5;

    /// <summary>Equal for equal pages.</summary>
    public string PageKey => FormattableString.Invariant($"{ListKey}|{Pinned}|{After}|{Limit}");

    private string ListKey => $"{Route}|{Range.Key}";

    /// <summary>Reads range, limit and cursor, and throws if there are any errors.</summary>
    /// <param name="keys">The requested keys; errors of invalid ones are already in <paramref name="errors"/>.</param>
    /// <exception cref="InvalidParametersException">A parameter is invalid.</exception>
    public static WindowQuestion Read(
        IQueryCollection query, string route, string?[] keys, BoolParameter? live, IntParameter limit, ParameterErrors errors)
    {
        var range = AskedRange.Read(query, live, errors);
        var question = new WindowQuestion(
            $"{route}|{System.Text.Json.JsonSerializer.Serialize(keys)}", range, limit.Read(query, errors), null, null);
        var cursor = DetailParameters.Cursor.Read(query, errors);
        errors.ThrowIfAny();
        if (cursor is null)
            return question;
        if (PageCursor.Read(question.ListKey, cursor, CursorParts) is [var from, var to, var start, var key, var os]
            && Instant(from) is { } pinnedFrom && Instant(to) is { } pinnedTo && Instant(start) is { } after
            && AskedRange.CouldBe(pinnedFrom, pinnedTo))
        {
            return question with { Pinned = (pinnedFrom, pinnedTo), After = new WindowPosition(after, key, os) };
        }

        errors.Add(DetailParameters.Cursor, cursor);
        errors.ThrowIfAny();
        return question;
    }

    /// <summary>The ends of the range and the open windows, as of now.</summary>
    public async Task<WindowPage> ChooseAsync(SelectionFactory selections)
    {
        var (from, to) = Pinned ?? Range.At(selections.Now());
        return new WindowPage(await selections.CreateAsync(from, to, Range.Live).ConfigureAwait(false), After, Limit);
    }

    /// <summary>Cursor of the next page; null if this is the last page.</summary>
    public string? NextCursor<T>(WindowSelection selection, WindowRowPage<T> page, Func<T, WindowPosition> position)
    {
        if (!page.HasMore)
            return null;
        var last = position(page.Rows[^1].Row);
        return PageCursor.Write(ListKey, Text(selection.From), Text(selection.To), Text(last.WindowStart), last.Key, last.OsVersion);
    }

    private static string Text(DateTimeOffset instant) => instant.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;
}
