using System.Text;

namespace StreamPulse.Log.Tests;

/// <summary>Records for tests, and reading them back.</summary>
internal static class LogContent
{
    /// <summary>How long a read may wait for records that must arrive.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static AppendBatch Batch(params (string Key, string Value)[] records)
    {
        var batch = new AppendBatch();
        foreach (var (key, value) in records)
            batch.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        return batch;
    }

    /// <summary>Numbered values of one key: "key:from" to "key:from+count-1".</summary>
    public static AppendBatch Numbered(string key, int from, int count)
        => Batch([.. Enumerable.Range(from, count).Select(i => (key, $"{key}:{i}"))]);

    /// <summary>
    /// Reads until <paramref name="count"/> records have come, checking that offsets are consecutive from <paramref name="fromOffset"/>.
    /// </summary>
    public static async Task<List<string>> ReadAsync(ILogReader reader, long fromOffset, long count)
    {
        var values = new List<string>();
        while (values.Count < count)
        {
            using var batch = await reader.ReadAsync(Long, CancellationToken.None);
            Assert.True(batch is not null, $"Read {values.Count} records from offset {fromOffset}, expected {count}.");
            Take(batch, fromOffset, values);
        }

        Assert.Equal(count, values.Count);
        return values;
    }

    /// <summary>Adds the batch's values.</summary>
    public static void Take(RecordBatch batch, long fromOffset, List<string> values)
    {
        while (batch.TryRead(out var record))
        {
            Assert.Equal(fromOffset + values.Count, record.Offset);
            values.Add(Encoding.UTF8.GetString(record.Value));
        }

        Assert.Equal(fromOffset + values.Count, batch.NextOffset);
        Assert.True(batch.EndOffset >= batch.NextOffset);
    }

    /// <summary>All records of a partition, from its first offset to its end as it is now.</summary>
    public static async Task<List<string>> ReadAllAsync(IEventLog log, int partition)
    {
        var state = (await log.GetPartitionsAsync(CancellationToken.None)).Single(p => p.Partition == partition);
        await using var reader = log.OpenReader(partition, state.EarliestOffset);
        return await ReadAsync(reader, state.EarliestOffset, state.EndOffset - state.EarliestOffset);
    }
}
