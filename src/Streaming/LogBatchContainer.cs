using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace StreamPulse.Streaming;

/// <summary>One batch on its way through the provider's cache: a single item of the partition's stream.</summary>
/// <remarks>Its alias has the same version as that of <see cref="LogBatch"/>, whose own is not sent with it.</remarks>
[GenerateSerializer, Immutable, Alias("StreamPulse.LogBatchContainer.2")]
internal sealed class LogBatchContainer(StreamId streamId, LogBatch batch) : IBatchContainer
{
    [Id(0)]
    public StreamId StreamId { get; } = streamId;

    [Id(1)]
    public LogBatch Batch { get; } = batch;

    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(Batch.FromOffset);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
        => Batch is T item ? [Tuple.Create(item, SequenceToken)] : [];

    public bool ImportRequestContext() => false;
}
