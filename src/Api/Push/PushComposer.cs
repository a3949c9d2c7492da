using StreamPulse.Api.Stats;

namespace StreamPulse.Api.Push;

/// <summary>Computes what is pushed: the last five minutes, open windows included, all parts from one snapshot.</summary>
internal sealed class PushComposer(StatsComposer composer, SelectionFactory selections)
{
    private static readonly StatsRange Range = new(StatsParameters.Minutes.DefaultValue, Live: true, AsOf: null);

    public async Task<PushedStats> ComposeAsync(CancellationToken cancellationToken)
    {
        var selection = await selections.CreateAsync(Range).ConfigureAwait(false);
        return new PushedStats(
            await composer.RealtimeAsync(selection, cancellationToken).ConfigureAwait(false),
            await composer.TrendingAsync(selection, Range.Minutes, StatsParameters.TrendingLimit.DefaultValue, cancellationToken).ConfigureAwait(false),
            await composer.RegionsAsync(selection, Range.Minutes, cancellationToken).ConfigureAwait(false));
    }
}
