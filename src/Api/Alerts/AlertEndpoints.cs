using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;
using StreamPulse.Api.Stats;
using StreamPulse.Core.Results;
using static StreamPulse.Api.Alerts.AlertParameters;

namespace StreamPulse.Api.Alerts;

/// <summary>/api/alerts/...</summary>
internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        var alerts = endpoints.MapGroup("/api/alerts").WithTags("Alerts")
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);
        alerts.MapGet("", ListAsync).WithName("ListAlerts").RequireScope(ApiScopes.Read).WithSummary("Alerts, newest first, page by page.")
            .Answers<AlertListResponse>()
            .WithParameters(State, Acknowledged, Severity, Region, AlertType, From, To, Limit, Cursor);
        alerts.MapGet("/{id:long}", FindAsync).WithName("GetAlert").RequireScope(ApiScopes.Read).WithSummary("An alert with its history.")
            .Answers<AlertDetailResponse>()
            .ProducesApiProblem(StatusCodes.Status404NotFound);
        MapAct(
            alerts, "acknowledge", AlertActKind.Acknowledge, "AcknowledgeAlert",
            "Acknowledges the alert: somebody has seen it and is working on it.");
        MapAct(alerts, "unacknowledge", AlertActKind.Unacknowledge, "UnacknowledgeAlert", "Withdraws the acknowledgement.");
        MapAct(
            alerts, "resolve", AlertActKind.Resolve, "ResolveAlert",
            "Resolves the alert by hand; if its condition still holds, the next window reopens it.");
    }

    private static void MapAct(RouteGroupBuilder alerts, string word, AlertActKind kind, string name, string summary)
        => alerts.MapPost($"/{{id:long}}/{word}", (
                long id, HttpRequest request, IStoredAlerts stored, AlertComposer composer, AlertChanges changes, SelectionFactory clock,
                CancellationToken cancellationToken)
                => ActAsync(id, kind, request, stored, composer, changes, clock, cancellationToken))
            .WithName(name).RequireScope(ApiScopes.Acknowledge).WithSummary(summary + " No change if the alert is already in that state.")
            .Accepts<AlertActRequest>("application/json")
            .ProducesApiProblem(StatusCodes.Status400BadRequest).ProducesApiProblem(StatusCodes.Status404NotFound)
            .ProducesApiProblem(StatusCodes.Status413PayloadTooLarge).ProducesApiProblem(StatusCodes.Status415UnsupportedMediaType);

    private static Task<AnswerResult> ListAsync(
        HttpRequest request, AlertComposer composer, AnswerCache cache, AlertChanges changes, CancellationToken cancellationToken)
    {
        var question = AlertQuestion.Read(request.Query);
        return cache.ChangeableAsync(
            FormattableString.Invariant($"{question.Key}|{question.After}|{question.Limit}|{changes.Count}"),
            () => composer.ListAsync(question), cancellationToken);
    }

    private static Task<AnswerResult> FindAsync(
        long id, AlertComposer composer, AnswerCache cache, AlertChanges changes, CancellationToken cancellationToken)
        => cache.ChangeableAsync(
            FormattableString.Invariant($"alert|{id}|{changes.Count}"),
            async () => await composer.FindAsync(id).ConfigureAwait(false) ?? throw Unknown(id),
            cancellationToken);

    private static async Task<Ok<AlertDetailResponse>> ActAsync(
        long id, AlertActKind kind, HttpRequest request, IStoredAlerts stored, AlertComposer composer, AlertChanges changes,
        SelectionFactory clock,
        CancellationToken cancellationToken)
    {
        var (by, note) = await AlertActRequest.ReadAsync(request).ConfigureAwait(false);
        try
        {
            await stored.ActAsync(id, new AlertAct(kind, clock.Now(), by, note), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            changes.Note(); // even if it is not known whether the change was made
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await composer.FindAsync(id).WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Unknown(id));
    }

    private static ProblemException Unknown(long id)
        => new(
            ProblemKind.NotFound,
            FormattableString.Invariant($"There is no alert {id}. Resolved alerts are deleted after the retention period."));
}
