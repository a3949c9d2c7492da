using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Partitions;

/// <summary>Answers what a partition's windows hold.</summary>
internal sealed class PartitionAnswers(PartitionWindows windows, StoredWindows passed, long term, Guid activation)
{
    /// <summary>Partials of the keys asked for; of windows that are no longer in memory from the store.</summary>
    /// <param name="passedBeforeMs">Windows that start before it cannot change any more.</param>
    public async Task<PartialsAnswer> PartialsAsync(PartialsRequest request, long passedBeforeMs, CancellationToken cancellationToken)
    {
        var partials = new DownloadAccumulator?[request.Keys.Length];
        for (var i = 0; i < partials.Length; i++)
        {
            var start = request.WindowStartsMs[i];
            var (kind, key) = ((AccumulatorKind)request.Kinds[i], new Utf8Key(request.Keys[i]));
            if (windows.At(start) is { } window)
                partials[i] = window.Of(kind, key);
            else if (start < passedBeforeMs)
                partials[i] = (await passed.GetAsync(start, cancellationToken)).GetValueOrDefault((kind, key));
        }

        return new PartialsAnswer(partials, term);
    }

    /// <summary>What has changed in the windows asked for; everything where the caller asked another activation before.</summary>
    public PartitionChanges Changes(ChangesRequest request)
    {
        var isKnown = request.Activation == activation;
        var asked = request.Windows.Select(windows.At).OfType<PartitionWindow>().ToArray();
        return new PartitionChanges(
            activation, windows.Version, windows.NextOffset,
            [.. asked.Select(static w => w.StartMs)],
            [.. asked.Select(w => w.ChangedSince(isKnown && request.KnownWindows.Contains(w.StartMs) ? request.Version : 0).ToArray())]);
    }

    /// <summary>The same for the numbers of downloads by content.</summary>
    public ContentCounts Counts(ContentCountsRequest request)
    {
        var since = request.Activation == activation ? request.Version : 0;
        var changed = windows.All
            .Where(w => w.StartMs >= request.FromWindowStartMs)
            .SelectMany(w => w.ChangedSince(since).Where(static p => p.Kind == AccumulatorKind.Content).Select(p => (w.StartMs, Partial: p)))
            .ToList();
        return new ContentCounts(
            activation, windows.Version,
            [.. changed.Select(static c => c.StartMs)],
            [.. changed.Select(static c => c.Partial.Key.ToString())],
            [.. changed.Select(static c => c.Partial.Total)],
            [.. changed.Select(static c => c.Partial.Successful)]);
    }
}
