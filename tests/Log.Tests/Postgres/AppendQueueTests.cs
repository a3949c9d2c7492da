using StreamPulse.Log.Postgres;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class AppendQueueTests
{
    private const int RequestBytes = 11; // ten bytes and their length

    [Theory]
    [InlineData(3 * RequestBytes, 1000)]
    [InlineData(100_000, 3)]
    public async Task Who_finds_it_full_waits_for_room_and_keeps_the_order(long maximumBytes, long maximumRecords)
    {
        var queue = new AppendQueue(maximumBytes, maximumRecords);
        var requests = Enumerable.Range(0, 8).Select(_ => Request(10)).ToList();

        var entering = requests.Select(request => queue.EnqueueAsync(request, CancellationToken.None)).ToList();
        Assert.Equal([true, true, true, false, false, false, false, false], entering.Select(task => task.IsCompleted));

        var taken = await queue.DequeueAsync(RequestBytes);
        await entering[3];
        Assert.False(entering[4].IsCompleted);
        while (taken.Count < requests.Count)
            taken.AddRange(await queue.DequeueAsync(RequestBytes));
        await Task.WhenAll(entering);
        Assert.Equal(requests, taken);
    }

    [Fact]
    public async Task A_group_takes_what_fits_and_at_least_one()
    {
        var queue = new AppendQueue(1000, 1000);
        foreach (var size in new[] { 10, 10, 10, 300 })
            await queue.EnqueueAsync(Request(size), CancellationToken.None);

        Assert.Equal(2, (await queue.DequeueAsync(2 * RequestBytes)).Count);
        Assert.Single(await queue.DequeueAsync(2 * RequestBytes));
        Assert.Single(await queue.DequeueAsync(2 * RequestBytes));
    }

    [Fact]
    public async Task A_request_larger_than_the_bounds_enters_an_empty_queue()
    {
        var queue = new AppendQueue(100, 10);
        await queue.EnqueueAsync(Request(5000), CancellationToken.None);
        var next = queue.EnqueueAsync(Request(10), CancellationToken.None);
        Assert.False(next.IsCompleted);

        Assert.Single(await queue.DequeueAsync(100));
        await next;
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_leaves_no_trace()
    {
        var queue = new AppendQueue(RequestBytes, 10);
        await queue.EnqueueAsync(Request(10), CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var cancelled = queue.EnqueueAsync(Request(10), cancel.Token);
        var behind = Request(10);
        var entering = queue.EnqueueAsync(behind, CancellationToken.None);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await queue.DequeueAsync(RequestBytes);
        await entering;
        Assert.Equal([behind], await queue.DequeueAsync(RequestBytes));
    }

    [Fact]
    public async Task Completion_lets_out_what_is_in_and_nothing_more_in()
    {
        var queue = new AppendQueue(RequestBytes, 10);
        await queue.EnqueueAsync(Request(10), CancellationToken.None);
        var outside = queue.EnqueueAsync(Request(10), CancellationToken.None);

        queue.Complete();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => outside);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.EnqueueAsync(Request(10), CancellationToken.None));
        Assert.Single(await queue.DequeueAsync(1000));
        Assert.Empty(await queue.DequeueAsync(1000));
    }

    private static AppendRequest Request(int valueBytes)
    {
        var segment = new EncodedSegment(0);
        segment.Add(new byte[valueBytes]);
        return new AppendRequest([segment]);
    }
}
