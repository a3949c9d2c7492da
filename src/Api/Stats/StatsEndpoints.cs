using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;
using StreamPulse.Core.Results;
using static StreamPulse.Api.Stats.StatsParameters;

namespace StreamPulse.Api.Stats;

/// <summary>GET /api/stats/...</summary>
internal static class StatsEndpoints
{
    public static void MapStats(this IEndpointRouteBuilder endpoints)
    {
        var stats = endpoints.MapGroup("/api/stats").WithTags("Statistics").RequireScope(ApiScopes.Read)
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);
        stats.MapGet("/realtime", RealtimeAsync).WithName("GetRealtime").Answers<RealtimeResponse>()
            .WithSummary("Totals over the last minutes.")
            .WithParameters(Minutes, LiveByDefault, AsOf);
        stats.MapGet("/trending", TrendingAsync).WithName("GetTrending").Answers<TrendingResponse>()
            .WithSummary("The contents with the most downloads.")
            .WithParameters(Minutes, TrendingLimit, LiveByDefault, AsOf);
        stats.MapGet("/regions", RegionsAsync).WithName("GetRegions").Answers<RegionsResponse>()
            .WithSummary("Health and downloads of each region.")
            .WithParameters(Minutes, StoredByDefault, AsOf);
        stats.MapGet("/alerts", AlertsAsync).WithName("GetAlerts").Answers<AlertsResponse>().WithSummary("Alerts, newest first.")
            .WithParameters(AlertsLimit, Severity, Acknowledged, AlertsAsOf);
        stats.MapGet("/timeseries", TimeSeriesAsync).WithName("GetTimeSeries").Answers<TimeSeriesResponse>()
            .WithSummary("Downloads by window, ascending; windows without downloads are left out.")
            .WithParameters(TimeSeriesMinutes, StoredByDefault, AsOf);
        stats.MapGet("/devices", DevicesAsync).WithName("GetDevices").Answers<DevicesResponse>()
            .WithSummary("The devices with the most downloads.")
            .WithParameters(Minutes, DevicesLimit, StoredByDefault, AsOf);
    }

    private static async Task<AnswerResult> RealtimeAsync(HttpRequest request, StatsAnswers answers, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var range = ReadRange(request.Query, Minutes, LiveByDefault, errors);
        errors.ThrowIfAny();
        return await answers.RealtimeAsync(range, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<AnswerResult> TrendingAsync(HttpRequest request, StatsAnswers answers, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var range = ReadRange(request.Query, Minutes, LiveByDefault, errors);
        var limit = TrendingLimit.Read(request.Query, errors);
        errors.ThrowIfAny();
        return await answers.TrendingAsync(range, limit, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<AnswerResult> RegionsAsync(HttpRequest request, StatsAnswers answers, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var range = ReadRange(request.Query, Minutes, StoredByDefault, errors);
        errors.ThrowIfAny();
        return await answers.RegionsAsync(range, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<AnswerResult> AlertsAsync(HttpRequest request, StatsAnswers answers, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var selection = new AlertSelection(
            AlertsLimit.Read(request.Query, errors), Severity.Read(request.Query, errors),
            Acknowledged.Read(request.Query, errors), AlertsAsOf.Read(request.Query, errors));
        errors.ThrowIfAny();
        return await answers.AlertsAsync(selection, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<AnswerResult> TimeSeriesAsync(HttpRequest request, StatsAnswers answers, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var range = ReadRange(request.Query, TimeSeriesMinutes, StoredByDefault, errors);
        errors.ThrowIfAny();
        return await answers.TimeSeriesAsync(range, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<AnswerResult> DevicesAsync(HttpRequest request, StatsAnswers answers, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var range = ReadRange(request.Query, Minutes, StoredByDefault, errors);
        var limit = DevicesLimit.Read(request.Query, errors);
        errors.ThrowIfAny();
        return await answers.DevicesAsync(range, limit, cancellationToken).ConfigureAwait(false);
    }

    private static StatsRange ReadRange(IQueryCollection query, IntParameter minutes, BoolParameter live, ParameterErrors errors)
        => new(minutes.Read(query, errors), live.Read(query, errors), AsOf.Read(query, errors));
}
