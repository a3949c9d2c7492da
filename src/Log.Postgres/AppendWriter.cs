namespace StreamPulse.Log.Postgres;

/// <summary>
/// Group commit: one loop appends everything that was queued during the last transaction in the next one, so that many callers share one
/// flush to disk.
/// </summary>
internal sealed class AppendWriter : IAsyncDisposable
{
    private readonly AppendQueue _queue;
    private readonly RecordEncoder _encoder;
    private readonly DurableWrite _durableWrite;
    private readonly int _maximumCommitBytes;
    private readonly Task _loop;

    public AppendWriter(DurableWrite durableWrite, RecordEncoder encoder, PostgresEventLogOptions options)
    {
        _queue = new AppendQueue(options.MaximumQueuedBytes, options.MaximumQueuedRecords);
        _encoder = encoder;
        _durableWrite = durableWrite;
        _maximumCommitBytes = options.MaximumCommitBytes;
        _loop = Task.Run(WriteAllAsync);
    }

    /// <summary>Queues a request and waits until it is durable.</summary>
    public async Task AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.EnqueueAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            request.Release(); // it never entered
            throw;
        }

        await request.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is in the queue, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _loop.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.DequeueAsync(_maximumCommitBytes).ConfigureAwait(false) is { Count: > 0 } group)
        {
            try
            {
                await WriteAsync(group).ConfigureAwait(false);
                foreach (var request in group)
                    request.Succeed();
            }
            catch (Exception e)
            {
                foreach (var request in group)
                    request.Fail(e);
            }
            finally
            {
                foreach (var request in group)
                    request.Release();
            }
        }
    }

    private async Task WriteAsync(List<AppendRequest> group)
    {
        var rows = MergeIntoRows(group, out var merged);
        try
        {
            await _durableWrite.RunAsync(
                (connection, cancellationToken) => EventRowStatements.AppendAsync(connection, rows, cancellationToken),
                EventRowStatements.ExistsAsync,
                CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            foreach (var row in merged)
                row.Dispose();
        }
    }

    /// <summary>Rows by ascending partition, in the order of the requests; small segments are joined.</summary>
    private List<EncodedSegment> MergeIntoRows(List<AppendRequest> group, out List<EncodedSegment> merged)
    {
        merged = [];
        var rows = new List<EncodedSegment>();
        foreach (var partition in group.SelectMany(request => request.Segments).GroupBy(segment => segment.Partition)
            .OrderBy(segments => segments.Key))
        {
            var first = rows.Count;
            foreach (var segment in partition)
            {
                if (rows.Count == first || !_encoder.HasRoom(rows[^1], segment.SizeBytes, segment.RecordCount))
                {
                    rows.Add(segment);
                    continue;
                }

                if (merged.Count == 0 || !ReferenceEquals(merged[^1], rows[^1]))
                {
                    // The request's own buffer is left alone: joined rows live in one of the writer's.
                    var row = new EncodedSegment(segment.Partition);
                    row.Add(rows[^1]);
                    merged.Add(row);
                    rows[^1] = row;
                }

                rows[^1].Add(segment);
            }
        }

        return rows;
    }
}
