using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace StreamPulse.Api.Csv;

/// <summary>Content negotiation between JSON and CSV; RFC 9110, 12.5.1. A request that accepts neither gets JSON.</summary>
internal static class AcceptedMediaType
{
    private static readonly MediaTypeHeaderValue Csv = new(CsvText.MediaType);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Whether CSV has a higher quality than JSON, or the same quality and a more specific media range.</summary>
    public static bool PrefersCsv(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept!, out var accepted))
            return false;
        var (csv, json) = (Wanted(accepted, Csv), Wanted(accepted, Json));
        return csv.Quality > 0 && (csv.Quality > json.Quality || (csv.Quality == json.Quality && csv.Exactness > json.Exactness));
    }

    /// <summary>Quality and specificity of the most specific range that matches.</summary>
    private static (double Quality, int Exactness) Wanted(IList<MediaTypeHeaderValue> accepted, MediaTypeHeaderValue type)
        => accepted.Where(range => type.IsSubsetOf(new MediaTypeHeaderValue(range.MediaType)))
            .Select(range => (range.Quality ?? 1, Exactness: range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2))
            .OrderByDescending(found => found.Exactness)
            .FirstOrDefault((0, -1));
}
