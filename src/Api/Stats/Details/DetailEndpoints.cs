using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;
using static StreamPulse.Api.Stats.Details.DetailParameters;

namespace StreamPulse.Api.Stats.Details;

/// <summary>GET /api/stats/content, /region, /device</summary>
internal static class DetailEndpoints
{
    public static void MapDetails(this IEndpointRouteBuilder endpoints)
    {
        var stats = endpoints.MapGroup("/api/stats").WithTags("Statistics").RequireScope(ApiScopes.Read)
            .ProducesApiProblem(StatusCodes.Status404NotFound)
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);
        stats.MapGet("/content", ContentAsync).WithName("GetContent").WithSummary("One content, window by window.")
            .Answers<ContentDetailResponse>()
            .WithParameters(ContentId, Minutes, AsOf, From, To, Live, Limit, Cursor);
        stats.MapGet("/region", RegionAsync).WithName("GetRegion").WithSummary("One region, window by window.")
            .Answers<RegionDetailResponse>()
            .WithParameters(Region, Minutes, AsOf, From, To, Live, Limit, Cursor);
        stats.MapGet("/device", DeviceAsync).WithName("GetDevice").WithSummary("One device, window by window.")
            .Answers<DeviceDetailResponse>()
            .WithParameters(Device, OsVersion, Minutes, AsOf, From, To, Live, Limit, Cursor);
    }

    private static Task<AnswerResult> ContentAsync(
        HttpRequest request, DetailComposer composer, AnswerCache cache, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var id = ContentId.Read(request.Query, errors);
        var question = WindowQuestion.Read(request.Query, "content", [id], Live, Limit, errors);
        return AnswerAsync(cache, question, () => composer.ContentAsync(id!, question), cancellationToken);
    }

    private static Task<AnswerResult> RegionAsync(
        HttpRequest request, DetailComposer composer, AnswerCache cache, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var region = Region.Read(request.Query, errors);
        var question = WindowQuestion.Read(request.Query, "region", [region], Live, Limit, errors);
        return AnswerAsync(cache, question, () => composer.RegionAsync(region!, question), cancellationToken);
    }

    private static Task<AnswerResult> DeviceAsync(
        HttpRequest request, DetailComposer composer, AnswerCache cache, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var device = Device.Read(request.Query, errors);
        var osVersion = OsVersion.Read(request.Query, errors);
        var question = WindowQuestion.Read(request.Query, "device", [device, osVersion], Live, Limit, errors);
        return AnswerAsync(cache, question, () => composer.DeviceAsync(device!, osVersion, question), cancellationToken);
    }

    private static Task<AnswerResult> AnswerAsync<T>(
        AnswerCache cache, WindowQuestion question, Func<Task<T>> compute, CancellationToken cancellationToken)
        where T : IAnswer
        => question.Range.Live
            ? cache.FreshAsync(question.PageKey, compute, cancellationToken)
            : cache.StoredAsync(
                question.PageKey, question.Range.IsFixed, compute, cancellationToken, isOneOfMany: question.After is not null);
}
