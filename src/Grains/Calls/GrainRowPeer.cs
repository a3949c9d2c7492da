using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Calls;

/// <summary>Row operators as grains.</summary>
internal sealed class GrainRowPeer(IGrainFactory grains, SiloFailures failures, PipelineSettings settings, TimeProvider time) : IRowPeer
{
    private readonly CallTimeout[] _timeouts =
        [.. Enum.GetValues<AccumulatorKind>().Select(_ => new CallTimeout(failures, time, CallTimeout.ForRows))];

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<long> windowStartsMs, CancellationToken cancellationToken)
    {
        var calls = windowStartsMs
            .GroupBy(w => WindowShares.Of(w, settings.Windows.SizeMs))
            .Select(g => Grain(kind, g.Key).WriteAsync(new WindowList([.. g])));
        var answers = await GrainCalls.WaitAsync(_timeouts[(int)kind], Task.WhenAll(calls), cancellationToken);
        return answers.SelectMany(static a => a).ToDictionary(
            static a => a.WindowStartMs,
            static a => (IReadOnlyDictionary<int, int>)a.Partitions.Zip(a.Versions)
                .ToDictionary(static v => v.First, static v => v.Second));
    }

    /// <inheritdoc/>
    public void Prepare(AccumulatorKind kind, long windowStartMs)
        => Grain(kind, WindowShares.Of(windowStartMs, settings.Windows.SizeMs)).PrepareAsync(windowStartMs).Ignore();

    private IRowGrain Grain(AccumulatorKind kind, int share)
        => kind switch
        {
            AccumulatorKind.Content => grains.GetGrain<IContentStatsGrain>(share),
            AccumulatorKind.Region => grains.GetGrain<IRegionHealthGrain>(share),
            _ => grains.GetGrain<IDeviceStatsGrain>(share),
        };
}
