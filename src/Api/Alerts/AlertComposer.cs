using System.Globalization;
using StreamPulse.Api.Paging;
using StreamPulse.Api.Stats;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Alerts;

/// <summary>Composes responses from stored alerts.</summary>
internal sealed class AlertComposer(IStoredAlerts stored, SelectionFactory clock)
{
    public async Task<AlertListResponse> ListAsync(AlertQuestion question)
    {
        var asOf = clock.Now();
        var answer = await stored.ListAsync(question.Filter, question.After, question.Limit, CancellationToken.None).ConfigureAwait(false);
        var (page, fresh) = (answer.Value, Freshness.Of(asOf, answer));
        var next = page.HasMore ? Cursor(question, page.Alerts[^1]) : null;
        return new AlertListResponse(
            [.. page.Alerts.Select(Describe)], page.Alerts.Count, next, page.OpenCount, page.UnacknowledgedCount, fresh.AsOf,
            fresh.Watermark, fresh.Complete);
    }

    /// <summary>Null if there is no alert with this id.</summary>
    public async Task<AlertDetailResponse?> FindAsync(long id)
    {
        var asOf = clock.Now();
        var answer = await stored.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        if (answer.Value is not { Alert: var a, History: var history })
            return null;
        var fresh = Freshness.Of(asOf, answer);
        return new AlertDetailResponse(
            a.Id, a.AlertType, a.Severity, a.Message, a.Region, a.ContentId, a.MetricName, a.MetricValue, a.ThresholdValue, a.SampleSize,
            a.WindowStart, a.LastWindowStart, a.CreatedAt, a.UpdatedAt, a.ResolvedAt, a.ResolvedBy,
            a.Acknowledged, a.AcknowledgedAt, a.AcknowledgedBy, a.AcknowledgeNote,
            [.. history.Select(static h => new AlertHistoryItem(h.At, h.Action, h.By, h.Note))], fresh.AsOf, fresh.Watermark,
            fresh.Complete);
    }

    public static AlertResponse Describe(AlertRecord a) => new(
        a.Id, a.AlertType, a.Severity, a.Message, a.Region, a.ContentId, a.MetricName, a.MetricValue, a.ThresholdValue, a.SampleSize,
        a.WindowStart, a.LastWindowStart, a.CreatedAt, a.UpdatedAt, a.ResolvedAt, a.ResolvedBy,
        a.Acknowledged, a.AcknowledgedAt, a.AcknowledgedBy, a.AcknowledgeNote);

    private static string Cursor(AlertQuestion question, AlertRecord last)
        => PageCursor.Write(
            question.Key, last.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Id.ToString(CultureInfo.InvariantCulture));
}
