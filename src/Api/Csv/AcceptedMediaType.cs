using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace StreamPulse.Api.Csv;

/// <summary>What a request wants, of JSON and CSV; RFC 9110, 12.5.1. A request that wants neither gets JSON.</summary>
internal static class AcceptedMediaType
{
    private static readonly MediaTypeHeaderValue Csv = new(CsvText.MediaType);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>CSV has the higher quality; or the same, and is named more exactly than JSON.</summary>
    public static bool PrefersCsv(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept!, out var accepted))
            return false;
        var (csv, json) = (Wanted(accepted, Csv), Wanted(accepted, Json));
        return csv.Quality > 0 && (csv.Quality > json.Quality || (csv.Quality == json.Quality && csv.Exactness > json.Exactness));
    }

    /// <summary>By the most exact of the ranges that it is in.</summary>
    private static (double Quality, int Exactness) Wanted(IList<MediaTypeHeaderValue> accepted, MediaTypeHeaderValue type)
        => accepted.Where(range => type.IsSubsetOf(new MediaTypeHeaderValue(range.MediaType)))
            .Select(range => (range.Quality ?? 1, Exactness: range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2))
            .OrderByDescending(found => found.Exactness)
            .FirstOrDefault((0, -1));
}
