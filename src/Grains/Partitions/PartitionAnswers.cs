using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Partitions;

namespace StreamPulse.Grains.Partitions;

/// <summary>Answers what a partition's windows in memory hold, committed or not: for live answers.</summary>
internal sealed class PartitionAnswers(PartitionWindows windows, Guid activation)
{
    /// <summary>Partials of the requested keys; null where the window is not in memory.</summary>
    public PartialsAnswer Partials(PartialsRequest request)
        => new([
            .. Enumerable.Range(0, request.Keys.Length).Select(i =>
                windows.At(request.WindowStartsMs[i])?.Of((AccumulatorKind)request.Kinds[i], new Utf8Key(request.Keys[i]))),
        ]);

    /// <summary>
    /// The numbers of downloads by content, as far as they have changed; all if the caller's last request went to another activation.
    /// </summary>
    public ContentCounts Counts(ContentCountsRequest request)
    {
        var since = request.Activation == activation ? request.Version : 0;
        var changed = windows.All
            .Where(w => w.StartMs >= request.FromWindowStartMs)
            .SelectMany(
                w => w.ChangedSince(since).Where(static p => p.Kind == AccumulatorKind.Content).Select(p => (w.StartMs, Partial: p)))
            .ToList();
        return new ContentCounts(
            activation, windows.Updates,
            [.. changed.Select(static c => c.StartMs)],
            [.. changed.Select(static c => c.Partial.Key.ToString())],
            [.. changed.Select(static c => c.Partial.Total)],
            [.. changed.Select(static c => c.Partial.Successful)]);
    }
}
