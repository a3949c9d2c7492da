using StreamPulse.Api.Alerts;
using StreamPulse.Api.Stats;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Push;

/// <summary>Computes the pushed figures: the last five minutes, including open windows, all from one snapshot.</summary>
internal sealed class PushComposer(
    StatsComposer composer, SelectionFactory selections, IStoredAlerts alerts, IPipelineProgress? progress = null)
{
    private const int MaxAlerts = 10;

    private static readonly StatsRange Range = new(StatsParameters.Minutes.DefaultValue, Live: true, AsOf: null);

    private static readonly AlertFilter Open = new(Open: true);

    public async Task<PushedStats> ComposeAsync(CancellationToken cancellationToken)
    {
        var selection = await selections.CreateAsync(Range).ConfigureAwait(false);
        return new PushedStats(
            await composer.RealtimeAsync(selection, cancellationToken).ConfigureAwait(false),
            await composer.TrendingAsync(selection, Range.Minutes, StatsParameters.TrendingLimit.DefaultValue, cancellationToken)
                .ConfigureAwait(false),
            await composer.RegionsAsync(selection, Range.Minutes, cancellationToken).ConfigureAwait(false),
            await AlertsAsync(cancellationToken).ConfigureAwait(false),
            progress is null ? null : Describe(progress.GetProgress()));
    }

    private async Task<PushedAlerts> AlertsAsync(CancellationToken cancellationToken)
    {
        var page = (await alerts.ListAsync(Open, after: null, MaxAlerts, cancellationToken).ConfigureAwait(false)).Value;
        return new PushedAlerts([.. page.Alerts.Select(AlertComposer.Describe)], page.OpenCount, page.UnacknowledgedCount);
    }

    private static PushedPipeline Describe(PipelineProgress now)
        => new(
            now.State, now.Partitions.Sum(static p => p.LagRecords),
            now.Partitions.Count == 0 || now.Partitions.Any(static p => p.LagSeconds is null)
                ? null
                : now.Partitions.Max(static p => p.LagSeconds),
            now.Log.Reachable);
}
