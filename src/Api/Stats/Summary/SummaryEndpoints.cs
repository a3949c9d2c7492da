using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats.Summary;

/// <summary>GET /api/stats/summary</summary>
internal static class SummaryEndpoints
{
    private static readonly IntParameter Minutes = new(
        "minutes", "Length of the period in minutes; it ends at as_of. The previous period has the same length.", 1, 1_440, 5);

    private static readonly TextParameter Region = new("region", "Only this region. Not together with content_id.", 1_024);

    private static readonly TextParameter ContentId = new("content_id", "Only this content. Not together with region.", 1_024);

    public static void MapSummary(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/api/stats/summary", GetAsync).WithName("GetSummary").WithTags("Statistics").RequireScope(ApiScopes.Read)
            .WithSummary("Figures of a period and of the period before it.").Answers<SummaryResponse>()
            .WithParameters(Minutes, StatsParameters.AsOf, StatsParameters.LiveByDefault, Region, ContentId)
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<AnswerResult> GetAsync(
        HttpRequest request, SummaryComposer composer, AnswerCache cache, CancellationToken cancellationToken)
    {
        var (query, errors) = (request.Query, new ParameterErrors());
        var range = new StatsRange(
            Minutes.Read(query, errors), StatsParameters.LiveByDefault.Read(query, errors), StatsParameters.AsOf.Read(query, errors));
        var filter = new PeriodFilter(Region.Read(query, errors), ContentId.Read(query, errors));
        if (filter is { Region: not null, ContentId: not null })
            errors.Add(ContentId.Name, filter.ContentId, "no value if region is given");
        errors.ThrowIfAny();
        var key = $"summary|{range.Key}|{System.Text.Json.JsonSerializer.Serialize(filter)}";
        return range.Live
            ? cache.FreshAsync(key, () => composer.ComposeAsync(range, filter), cancellationToken)
            : cache.StoredAsync(key, range.AsOf is not null, () => composer.ComposeAsync(range, filter), cancellationToken);
    }
}
