namespace StreamPulse.Log.Postgres;

/// <summary>
/// Divides a batch over partitions and encodes it, so that the caller can reuse its batch and the writer only copies bytes.
/// </summary>
internal sealed class RecordEncoder(PostgresEventLogOptions options)
{
    /// <summary>Divides by key over <paramref name="partitions"/>.</summary>
    /// <exception cref="RecordTooLargeException">A record is too large; nothing is encoded.</exception>
    public List<EncodedSegment> Encode(AppendBatch batch, int[] partitions)
        => Encode(batch, partitions, static (key, count) => KeyPartitioner.PartitionOf(key, count));

    /// <summary>Puts everything into one partition, in order.</summary>
    /// <exception cref="RecordTooLargeException">A record is too large; nothing is encoded.</exception>
    public List<EncodedSegment> Encode(AppendBatch batch, int partition)
        => Encode(batch, [partition], static (_, _) => 0);

    private List<EncodedSegment> Encode(AppendBatch batch, int[] partitions, Func<ReadOnlySpan<byte>, int, int> indexOf)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Value(i).Length > options.MaximumRecordBytes)
                throw new RecordTooLargeException(i, batch.Value(i).Length, options.MaximumRecordBytes);
        }

        var segments = new List<EncodedSegment>();
        var open = new EncodedSegment?[partitions.Length];
        for (var i = 0; i < batch.Count; i++)
        {
            var value = batch.Value(i);
            var index = indexOf(batch.Key(i), partitions.Length);
            var segment = open[index];
            if (segment is null || !HasRoom(segment, value.Length + RecordFormat.MaximumLengthBytes, 1))
            {
                segment = open[index] = new EncodedSegment(partitions[index]);
                segments.Add(segment);
            }

            segment.Add(value);
        }

        return segments;
    }

    /// <summary>True when a row that holds <paramref name="segment"/> may also hold this much.</summary>
    public bool HasRoom(EncodedSegment segment, int bytes, int records)
        => segment.SizeBytes + bytes <= options.MaximumRowBytes && segment.RecordCount + records <= options.MaximumRowRecords;
}
