using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Keys;

/// <summary>Rows as the partitions' partials make them, and who waits for them.</summary>
/// <param name="Rows">By window.</param>
/// <param name="Terms">Of the activations that gave the partials.</param>
/// <param name="Requests">Those that the rows meet.</param>
internal sealed record PreparedRows(IReadOnlyList<WindowRows> Rows, IReadOnlyList<PartitionTerm> Terms, IReadOnlyList<RowRequest> Requests)
{
    /// <summary>Merges the partials of each row. Requests that they do not meet are told so.</summary>
    /// <param name="answers">By partition; their partials by request.</param>
    public static PreparedRows Make(IReadOnlyList<RowRequest> requests, int[] partitions, PartialsAnswer[] answers, PipelineSettings settings)
    {
        var rows = new Dictionary<long, WindowRows>();
        var met = new List<RowRequest>(requests.Count);
        var partials = new DownloadAccumulator?[partitions.Length];
        for (var i = 0; i < requests.Count; i++)
        {
            for (var p = 0; p < partials.Length; p++)
                partials[p] = answers[p].Partials[i];
            if (!requests[i].IsMetBy(partitions, partials))
            {
                requests[i].Settle(isDurable: false);
                continue;
            }

            met.Add(requests[i]);
            var row = requests[i].Row;
            if (!rows.TryGetValue(row.WindowStartMs, out var window))
                rows.Add(row.WindowStartMs, window = new WindowRows(settings.Windows.At(row.WindowStartMs), [], [], []));
            Add(window, Merge(row, partials));
        }

        return new PreparedRows([.. rows.Values], [.. partitions.Zip(answers, static (p, a) => new PartitionTerm(p, a.Term))], met);
    }

    /// <summary>Tells all who wait.</summary>
    public void Settle(bool isDurable)
    {
        foreach (var request in Requests)
            request.Settle(isDurable);
    }

    /// <summary>The only one, or the sum of all.</summary>
    private static DownloadAccumulator Merge(RowKey row, ReadOnlySpan<DownloadAccumulator?> partials)
    {
        DownloadAccumulator? first = null;
        DownloadAccumulator? merged = null;
        foreach (var partial in partials)
        {
            if (partial is null)
                continue;
            if (first is null)
                first = partial;
            else
                (merged ??= first.Clone()).Merge(partial);
        }

        return merged ?? first ?? new DownloadAccumulator(row.Kind, row.Key);
    }

    private static void Add(WindowRows window, DownloadAccumulator merged)
    {
        switch (merged.Kind)
        {
            case AccumulatorKind.Content:
                window.Contents.Add(RowBuilder.Content(merged, window.Window));
                break;
            case AccumulatorKind.Region:
                window.Regions.Add(RowBuilder.Region(merged, window.Window));
                break;
            default:
                window.Devices.Add(RowBuilder.Device(merged, window.Window));
                break;
        }
    }
}
