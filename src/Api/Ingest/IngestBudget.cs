using Microsoft.Extensions.Options;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Ingest;

/// <summary>
/// Bounds the memory that events of all requests together take before they are in the log, and what one client takes of it: half. A
/// request that is alone always fits, whatever the limit.
/// </summary>
internal sealed class IngestBudget(IOptions<ApiOptions> options, RequestBoundMetrics metrics)
{
    private readonly long _limit = options.Value.MaxIngestInFlightBytes ?? ProcessResources.Own.IngestBytes;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _clients = new(StringComparer.Ordinal);
    private long _used;

    /// <summary>Bytes in use.</summary>
    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>Starts counting for a request.</summary>
    /// <param name="client">The client that it belongs to; null if only the sum of all is limited.</param>
    public IngestReservation Begin(string? client) => new(this, client);

    /// <summary>Adds to what a request uses; a negative number gives back.</summary>
    /// <param name="own">What the request uses already.</param>
    /// <exception cref="ProblemException">There is no room.</exception>
    internal void Change(string? client, long own, long bytes)
    {
        lock (_gate)
        {
            var ofClient = client is null ? own : _clients.GetValueOrDefault(client);
            var isRoom = bytes <= 0
                || ((_used == own || _used + bytes <= _limit) && (ofClient == own || ofClient + bytes <= _limit / 2));
            if (!isRoom)
            {
                metrics.IngestRefused();
                throw new ProblemException(
                    ProblemKind.IngestBusy,
                    FormattableString.Invariant($"{_used} bytes of events are being taken in, {ofClient} of them of this client; the ")
                        + FormattableString.Invariant($"limits are {_limit} and {_limit / 2} (Api:MaxIngestInFlightBytes). ")
                        + "Nothing was appended; retry later.");
            }

            _used += bytes;
            metrics.IngestInFlight(_used);
            if (client is null)
                return;
            if (ofClient + bytes == 0)
                _clients.Remove(client);
            else
                _clients[client] = ofClient + bytes;
        }
    }
}
