using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;

namespace StreamPulse.Operations.Generate;

/// <summary>Makes records of events: Avro, with the region as key. Not thread-safe.</summary>
public sealed class EventBatchWriter
{
    private readonly AppendBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Dictionary<string, byte[]> _regions = [];

    /// <summary>The records; the batch is used again by the next call.</summary>
    public AppendBatch Write(IReadOnlyList<ContentDownloadEvent> events)
    {
        _batch.Clear();
        foreach (var e in events)
        {
            _value.ResetWrittenCount();
            AvroEventWriter.Write(e, _value);
            _batch.Add(Region(e.UserContext.Region), _value.WrittenSpan);
        }

        return _batch;
    }

    private byte[] Region(string region)
        => _regions.TryGetValue(region, out var utf8) ? utf8 : _regions[region] = Encoding.UTF8.GetBytes(region);
}
