using System.Diagnostics.Metrics;

namespace StreamPulse.Log.Kafka.Hosting;

/// <summary>Instruments of the dead-letter topic's publisher; meter <c>StreamPulse.DeadLetters</c>.</summary>
public sealed class DeadLetterMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "StreamPulse.DeadLetters";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _published;
    private long _waiting;

    public DeadLetterMetrics()
    {
        _published = _meter.CreateCounter<long>(
            "streampulse.dead_letters.published", "{record}", "Dead letters that the dead-letter topic has acknowledged.");
        _meter.CreateObservableGauge("streampulse.dead_letters.waiting", () => Volatile.Read(ref _waiting), "{record}",
            "Dead letters that are not in the dead-letter topic yet.");
    }

    internal void Published(int letters) => _published.Add(letters);

    internal void Waiting(long letters) => Volatile.Write(ref _waiting, letters);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
