using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Operations.Generate;

/// <summary>
/// Sends events to a topic, key = region, without waiting for each: the producer's report has what was acknowledged. While too many records
/// are in flight, writing waits.
/// </summary>
/// <param name="producer">Disposed with this.</param>
/// <param name="stopOnProblem">
/// Whether writing fails after a record was not acknowledged. If false, it continues, as live traffic does, and the report has the number.
/// </param>
public sealed class TopicEventOutput(TopicProducer producer, bool stopOnProblem) : IEventOutput
{
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Dictionary<string, byte[]> _regions = [];

    /// <inheritdoc/>
    /// <exception cref="DeliveryFailedException">A record was not acknowledged, and writing stops at that.</exception>
    public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
    {
        if ((stopOnProblem || producer.IsBroken) && producer.Report is { FirstProblem: { } problem })
            throw new DeliveryFailedException(problem);
        foreach (var e in events)
            await producer.SendAsync(Region(e.UserContext.Region), Encode(e), onOutcome: null, cancellationToken);
    }

    /// <inheritdoc cref="TopicProducer.FinishAsync"/>
    public Task<DeliveryReport> FinishAsync(TimeSpan boundOnceCancelled, CancellationToken cancellationToken)
        => producer.FinishAsync(boundOnceCancelled, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => producer.DisposeAsync();

    private byte[] Encode(ContentDownloadEvent e)
    {
        _value.ResetWrittenCount();
        AvroEventWriter.Write(e, _value);
        return _value.WrittenSpan.ToArray();
    }

    private byte[] Region(string region)
        => _regions.TryGetValue(region, out var utf8) ? utf8 : _regions[region] = Encoding.UTF8.GetBytes(region);
}
