using System.Diagnostics;

namespace StreamPulse.Log.Postgres;

/// <summary>Reads one partition; fetches the next batch while the current one is being processed.</summary>
internal sealed class PostgresLogReader(EventRowReader rows, PartitionSignal signal, long fromOffset, TimeSpan pollInterval) : ILogReader
{
    private readonly CancellationTokenSource _closed = new();
    private long _position = fromOffset;
    private Task<EventRowReader.Fetch>? _ahead;
    private Quiet? _quiet;

    public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_quiet is null)
            {
                var news = signal.Next;
                var fetch = await FetchAsync(cancellationToken).ConfigureAwait(false);
                if (fetch.Batch is { } batch)
                {
                    _position = batch.NextOffset;
                    if (batch.NextOffset < batch.EndOffset)
                        _ahead = rows.FetchAsync(_position, _closed.Token);
                    return batch;
                }

                _quiet = new Quiet(news, fetch.Sealed, Stopwatch.GetTimestamp());
            }

            if (!await WaitForNewsAsync(_quiet, maxWait - Stopwatch.GetElapsedTime(started), cancellationToken).ConfigureAwait(false))
                return null;
            _quiet = null;
        }
    }

    /// <summary>Waits without a query. False when the caller's time is over first.</summary>
    private async ValueTask<bool> WaitForNewsAsync(Quiet quiet, TimeSpan rest, CancellationToken cancellationToken)
    {
        var untilPoll = quiet.Sealed ? TimeSpan.MaxValue : pollInterval - Stopwatch.GetElapsedTime(quiet.Since);
        var wait = rest < untilPoll ? rest : untilPoll;
        if (wait > TimeSpan.Zero)
            await quiet.News.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return quiet.News.IsCompleted || untilPoll <= rest;
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        if (_ahead is { } ahead)
        {
            try
            {
                (await ahead.ConfigureAwait(false)).Batch?.Dispose();
            }
            catch (Exception)
            {
                // Nobody waits for the result any more.
            }
        }

        _closed.Dispose();
    }

    private async Task<EventRowReader.Fetch> FetchAsync(CancellationToken cancellationToken)
    {
        _ahead ??= rows.FetchAsync(_position, _closed.Token);
        try
        {
            var fetch = await _ahead.WaitAsync(cancellationToken).ConfigureAwait(false);
            _ahead = null;
            return fetch;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw; // the fetch goes on, and the next call takes its result
        }
        catch (Exception e)
        {
            _ahead = null;
            if (PostgresErrors.Translate(e, "Nothing was skipped.") is { } translated)
                throw translated;
            throw;
        }
    }

    /// <summary>The last fetch found nothing: the next one waits for a notification or the poll interval.</summary>
    private sealed record Quiet(Task News, bool Sealed, long Since);
}
