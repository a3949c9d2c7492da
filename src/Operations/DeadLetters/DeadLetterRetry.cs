using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Operations.DeadLetters;

/// <summary>What a retry did.</summary>
/// <param name="Appended">In the log again.</param>
/// <param name="Refused">Certainly not in the log again; they may be retried.</param>
/// <param name="Unknown">Possibly in the log again; they keep the state "started".</param>
/// <param name="Problem">Why the first one that failed was not appended; null if all were appended.</param>
public sealed record RetryResult(long Appended, long Refused, long Unknown, string? Problem);

/// <summary>
/// Appends dead letters to the log again, none of them twice: "started" is committed before a record is appended and "done" after. Ends at
/// the first that cannot be appended. The caller holds the store's lock.
/// </summary>
public sealed class DeadLetterRetry(DeadLetterRetryStore store, IRetryTarget target, TimeProvider time)
{
    private const int MostLetters = 200;
    private const long MostBytes = 4 * 1024 * 1024;

    /// <summary>Appends what the selection names, up to <paramref name="lastId"/>.</summary>
    /// <param name="progress">Receives the number done so far.</param>
    /// <param name="cancellationToken">Checked between batches; a batch that was started is completed.</param>
    public async Task<RetryResult> RunAsync(
        RetrySelection selection, long lastId, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (appended, refused, unknown) = (0L, 0L, 0L);
        var after = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var letters = await store.StartAsync(selection, after, lastId, MostLetters, MostBytes, CancellationToken.None);
            if (letters.Count == 0)
                return new RetryResult(appended, refused, unknown, null);
            var deliveries = await target.AppendAsync(letters);
            var done = IdsOf(letters, deliveries, DeliveryOutcome.Acknowledged);
            var back = IdsOf(letters, deliveries, DeliveryOutcome.Refused);
            if (done.Count > 0)
                await store.FinishAsync(done, time.GetUtcNow(), CancellationToken.None);
            if (back.Count > 0)
                await store.ReleaseAsync(back, CancellationToken.None);
            (appended, refused, unknown) = (appended + done.Count, refused + back.Count, unknown + letters.Count - done.Count - back.Count);
            progress?.Report(appended);
            if (done.Count < letters.Count)
            {
                return new RetryResult(
                    appended, refused, unknown, deliveries.First(static d => d.Outcome != DeliveryOutcome.Acknowledged).Problem);
            }

            after = letters[^1].Summary.Id;
        }
    }

    private static List<long> IdsOf(
        IReadOnlyList<StoredDeadLetter> letters, IReadOnlyList<RecordDelivery> deliveries, DeliveryOutcome outcome)
        => [.. letters.Zip(deliveries).Where(p => p.Second.Outcome == outcome).Select(static p => p.First.Summary.Id)];
}
