using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;
using StreamPulse.Api.Stats.Details;
using static StreamPulse.Api.Stats.Details.DetailParameters;

namespace StreamPulse.Api.Stats.Rows;

/// <summary>GET /api/stats/rows/...: paged export of rows.</summary>
internal static class RowEndpoints
{
    public static void MapRows(this IEndpointRouteBuilder endpoints)
    {
        var rows = endpoints.MapGroup("/api/stats/rows").WithTags("Statistics").RequireScope(ApiScopes.Read)
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);
        Map<ContentRowsResponse>(
            rows, "contents", "ListContentRows", "The committed rows of contents, page by page.",
            static (composer, question) => composer.ContentsAsync(question));
        Map<RegionRowsResponse>(
            rows, "regions", "ListRegionRows", "The committed rows of regions, page by page.",
            static (composer, question) => composer.RegionsAsync(question));
        Map<DeviceRowsResponse>(
            rows, "devices", "ListDeviceRows", "The committed rows of devices, page by page.",
            static (composer, question) => composer.DevicesAsync(question));
    }

    private static void Map<T>(
        RouteGroupBuilder rows, string kind, string name, string summary,
        Func<RowComposer, WindowQuestion, Task<T>> compose) where T : IAnswer
        => rows.MapGet($"/{kind}", (HttpRequest request, RowComposer composer, AnswerCache cache, CancellationToken cancellationToken) =>
            {
                var question = WindowQuestion.Read(request.Query, "rows/" + kind, [], live: null, RowsLimit, new ParameterErrors());
                return cache.StoredAsync(
                    question.PageKey, question.Range.IsFixed, () => compose(composer, question), cancellationToken, isOneOfMany: true);
            })
            .WithName(name).WithSummary(summary).Answers<T>().WithParameters(Minutes, AsOf, From, To, RowsLimit, Cursor);
}
