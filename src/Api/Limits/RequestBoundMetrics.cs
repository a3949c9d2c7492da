using System.Diagnostics.Metrics;

namespace StreamPulse.Api.Limits;

/// <summary>What bounds on requests refuse; meter <c>StreamPulse.Api</c>.</summary>
internal sealed class RequestBoundMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "StreamPulse.Api";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _connections;
    private readonly Counter<long> _ingest;
    private long _ingestBytes;

    /// <summary>Creates the instruments.</summary>
    public RequestBoundMetrics()
    {
        _connections = _meter.CreateCounter<long>(
            "streampulse.connections.refused", "{connection}", "Connections beyond the limit of the server or of one address.");
        _ingest = _meter.CreateCounter<long>(
            "streampulse.ingest.refused", "{request}", "Requests with events that were refused because too many bytes were in flight.");
        _meter.CreateObservableGauge(
            "streampulse.ingest.in_flight", () => Interlocked.Read(ref _ingestBytes), "By",
            "Memory for events of requests that are not in the log yet.");
    }

    public void ConnectionRefused(bool isOfAddress)
        => _connections.Add(1, new KeyValuePair<string, object?>("bound", isOfAddress ? "address" : "total"));

    public void IngestRefused() => _ingest.Add(1);

    public void IngestInFlight(long bytes) => Interlocked.Exchange(ref _ingestBytes, bytes);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
