using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Retries;
using StreamPulse.Log.Kafka.DeadLetters;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Log.Kafka.Hosting;

/// <summary>
/// Copies dead letters to their topic, at least once: the engine writes their rows in its transaction; this service sends the rows that are
/// not published and marks the acknowledged ones. Of several programs on one database, the one whose turn it is does so. Rows that cannot
/// be sent stay in the table and are retried.
/// </summary>
internal sealed class DeadLetterPublisher(
    DeadLetterStore store, KafkaDeadLetterTopic topic, DeadLetterMetrics metrics, Func<bool> isTurn, TimeProvider time,
    ILogger<DeadLetterPublisher> logger) : BackgroundService
{
    private const int MostLetters = 500;
    private const long MostBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly ExponentialBackoff _backoff = new(Poll, LongestDelay, time);
    private bool _isTold;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (isMore, problem) = await PublishSomeAsync(stoppingToken);
                if (problem is null)
                    Succeeded();
                else
                    Failed(problem);
                if (isMore && problem is null)
                    continue;
            }
            catch (StoreUnavailableException e)
            {
                Failed(e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await _backoff.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(bool IsMore, string? Problem)> PublishSomeAsync(CancellationToken cancellationToken)
    {
        if (!isTurn())
        {
            metrics.Waiting(0);
            return (false, null);
        }

        var letters = await store.TakeUnpublishedAsync(MostLetters, MostBytes, cancellationToken);
        metrics.Waiting(letters.Count == 0 ? 0 : await store.CountUnpublishedAsync(cancellationToken));
        if (letters.Count == 0)
            return (false, null);
        var result = await topic.PublishAsync([.. letters.Select(ToRecord)], cancellationToken);
        if (result.Published.Count > 0)
        {
            await store.MarkPublishedAsync(result.Published, time.GetUtcNow(), CancellationToken.None);
            metrics.Published(result.Published.Count);
            metrics.Waiting(await store.CountUnpublishedAsync(cancellationToken));
        }

        if (result.Truncated > 0)
            DeadLetterMessages.Truncated(logger, result.Truncated);
        return (true, result.Problem);
    }

    private void Succeeded()
    {
        if (_isTold)
            DeadLetterMessages.TopicBack(logger);
        _isTold = false;
        _backoff.Reset();
    }

    private void Failed(string problem)
    {
        if (!_isTold)
            DeadLetterMessages.TopicAway(logger, problem);
        _isTold = true;
    }

    private static DeadLetterRecord ToRecord(StoredDeadLetter letter)
        => new(
            letter.Summary.Id, letter.Summary.Partition, letter.Summary.Position, letter.Summary.Reason, letter.Summary.Detail,
            letter.Summary.IngestionTime, letter.Key, letter.Value);
}
