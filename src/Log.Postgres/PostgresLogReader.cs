using System.Diagnostics;

namespace StreamPulse.Log.Postgres;

/// <summary>Reads one partition; fetches the next batch while the current one is being processed.</summary>
internal sealed class PostgresLogReader(EventRowReader rows, PartitionSignal signal, long fromOffset, TimeSpan pollInterval) : ILogReader
{
    private readonly CancellationTokenSource _closed = new();
    private long _position = fromOffset;
    private Task<EventRowReader.Fetch>? _ahead;

    public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var news = signal.Next;
            var fetch = await FetchAsync(cancellationToken).ConfigureAwait(false);
            if (fetch.Batch is { } batch)
            {
                _position = batch.NextOffset;
                if (batch.NextOffset < batch.EndOffset)
                    _ahead = rows.FetchAsync(_position, _closed.Token);
                return batch;
            }

            var rest = maxWait - Stopwatch.GetElapsedTime(started);
            if (rest <= TimeSpan.Zero)
                return null;
            var wait = fetch.Sealed || rest < pollInterval ? rest : pollInterval;
            await news.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
                // Nobody is interested any more.
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
            throw; // the fetch goes on and is the next call's
        }
        catch (Exception e)
        {
            _ahead = null;
            if (PostgresErrors.Translate(e, "Nothing was skipped.") is { } translated)
                throw translated;
            throw;
        }
    }
}
