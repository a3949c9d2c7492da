using StreamPulse.Core.Detection;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Alerts;

/// <summary>Outcomes of the alert rules to and from messages.</summary>
internal static class AlertMessages
{
    public static JudgementMessage Of(Judgement judgement)
        => new(
            [.. judgement.Outcome.Changes.Select(Of)], [.. judgement.Outcome.States.Keys], [.. judgement.Outcome.States.Values],
            judgement.Closings)
        {
            Rows = judgement.Rows,
        };

    public static Judgement From(JudgementMessage message)
        => new(
            new AlertOutcome(
                Array.ConvertAll(message.Changes, From),
                message.Regions.Zip(message.States).ToDictionary(static s => s.First, static s => s.Second)),
            message.Closings)
        {
            Rows = message.Rows ?? string.Empty, // of a version that did not say: judged again
        };

    private static AlertChangeMessage Of(AlertChange change)
    {
        var a = change.Alert;
        var (kind, resolvedAtMs) = change switch
        {
            AlertChange.Raised => ((byte)0, 0L),
            AlertChange.Updated => ((byte)1, 0L),
            AlertChange.Resolved r => ((byte)2, r.ResolvedAtMs),
            _ => throw new ArgumentException($"{change.GetType().Name} is not a change of an alert.", nameof(change)),
        };
        return new AlertChangeMessage(
            kind, (int)a.Type, (int)a.Severity, a.Region, a.MetricName, a.MetricValue, a.ThresholdValue, a.SampleSize, a.FirstWindowStartMs,
            a.LastWindowStartMs, a.Message, resolvedAtMs);
    }

    private static AlertChange From(AlertChangeMessage m)
    {
        var alert = new Alert(
            (AlertType)m.Type, (AlertSeverity)m.Severity, m.Region, m.MetricName, m.MetricValue, m.ThresholdValue, m.SampleSize,
            m.FirstWindowStartMs, m.LastWindowStartMs, m.Message);
        return m.Change switch
        {
            0 => new AlertChange.Raised(alert),
            1 => new AlertChange.Updated(alert),
            2 => new AlertChange.Resolved(alert, m.ResolvedAtMs),
            _ => throw new ArgumentException($"{m.Change} is not a change of an alert.", nameof(m)),
        };
    }
}
