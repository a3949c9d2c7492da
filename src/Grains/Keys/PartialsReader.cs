using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Keys;

/// <summary>Asks every partition for its partials of some rows: one call a partition, however many rows.</summary>
internal sealed class PartialsReader(IGrainFactory grains, PostgresRowStore store, SiloDeaths deaths, TimeProvider time)
{
    private readonly CallPatience _patience = new(deaths, time, CallPatience.ForAnswers);

    /// <summary>Tells activations that others have taken over. Nobody waits for it: who asks them again finds out.</summary>
    public void TellReplaced(IReadOnlyList<PartitionTerm> latest)
    {
        foreach (var (partition, term) in latest)
            grains.GetGrain<IPartitionGrain>(partition).ReplacedAsync(term).Ignore();
    }

    /// <summary>The numbers of the partitions, and what each answered.</summary>
    /// <exception cref="TimeoutException">A partition has not answered.</exception>
    public async Task<(int[] Partitions, PartialsAnswer[] Answers)> ReadAsync(IReadOnlyList<RowRequest> requests, CancellationToken cancellationToken)
    {
        var request = new PartialsRequest(
            [.. requests.Select(static r => r.Row.WindowStartMs)],
            [.. requests.Select(static r => (byte)r.Row.Kind)],
            [.. requests.Select(static r => r.Row.Key.Span.ToArray())]);
        var partitions = (await store.ListPartitionsAsync(cancellationToken).ConfigureAwait(false)).ToArray();
        var answers = Task.WhenAll(partitions.Select(p => grains.GetGrain<IPartitionGrain>(p).GetPartialsAsync(request)));
        return (partitions, await _patience.WaitAsync(answers, cancellationToken).ConfigureAwait(false));
    }
}
