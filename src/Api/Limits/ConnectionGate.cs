using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Limits;

/// <summary>
/// Bounds the open connections of a server, in all and of one address, and closes those that say nothing. A connection beyond a bound gets
/// a response that names the option, and is closed.
/// </summary>
/// <remarks>
/// The server's own MaxConcurrentConnections counts no addresses and closes without a word. A response is written to a few at a time, so
/// that a flood of connections takes no more descriptors than it has to.
/// </remarks>
internal sealed class ConnectionGate(
    ConnectionLimits limits, IOptions<JsonOptions> json, TimeProvider time, RequestBoundMetrics metrics, ILogger<ConnectionGate> logger)
{
    private const int MostRefusals = 32;
    private static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLogs = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly byte[] _tooMany = Refusal(
        json, ProblemKind.TooManyConnections,
        FormattableString.Invariant($"This server has {limits.Total} connections open, which is the limit (Api:MaxConnections, or what ")
            + "the process has descriptors and memory for). Retry later.");
    private readonly byte[] _tooManyOfAddress = Refusal(
        json, ProblemKind.TooManyConnectionsOfAddress,
        FormattableString.Invariant($"{limits.PerAddress} connections of this address are open, which is the limit ")
            + "(Api:MaxConnectionsPerAddress). Close some, or use them again.");
    private int _total;
    private int _refusals;
    private long _untold;
    private long? _toldAt;

    /// <summary>Connections that are open and were not refused.</summary>
    public int Open => Volatile.Read(ref _total);

    /// <summary>What is in force.</summary>
    public ConnectionLimits Limits => limits;

    /// <summary>The connection middleware.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var client = limits.IsTrusted(address) ? null : Caller.NetworkOf(address);
        if (Enter(client) is { } refusal)
        {
            await RefuseAsync(connection, refusal).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await SpeaksAsync(connection).ConfigureAwait(false))
                await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(client);
        }
    };

    /// <returns>Null if there is room; otherwise the response.</returns>
    private byte[]? Enter(string? client)
    {
        lock (_gate)
        {
            if (_total >= limits.Total)
                return _tooMany;
            if (client is not null)
            {
                var open = _open.GetValueOrDefault(client);
                if (open >= limits.PerAddress)
                    return _tooManyOfAddress;
                _open[client] = open + 1;
            }

            _total++;
            return null;
        }
    }

    private void Leave(string? client)
    {
        lock (_gate)
        {
            _total--;
            if (client is null)
                return;
            if (_open[client] == 1)
                _open.Remove(client);
            else
                _open[client]--;
        }
    }

    /// <summary>Whether the client has sent anything in time. What it has sent stays in the input.</summary>
    private static async Task<bool> SpeaksAsync(ConnectionContext connection)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(ServerLimits.HeadersTimeout);
        try
        {
            var input = connection.Transport.Input;
            var first = await input.ReadAsync(patience.Token).ConfigureAwait(false);
            input.AdvanceTo(first.Buffer.Start);
            return !first.Buffer.IsEmpty;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private async Task RefuseAsync(ConnectionContext connection, byte[] response)
    {
        Note(response == _tooManyOfAddress);
        try
        {
            if (Interlocked.Increment(ref _refusals) > MostRefusals)
            {
                connection.Abort();
                return;
            }

            using var patience = new CancellationTokenSource(RefusalTime);
            await connection.Transport.Output.WriteAsync(response, patience.Token).ConfigureAwait(false);
            await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
            // A connection that is closed with unread input is reset, and the client would not see the response.
            var request = await connection.Transport.Input.ReadAsync(patience.Token).ConfigureAwait(false);
            connection.Transport.Input.AdvanceTo(request.Buffer.End);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            connection.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _refusals);
        }
    }

    /// <summary>Says it at once, then once a minute how often.</summary>
    private void Note(bool isOfAddress)
    {
        metrics.ConnectionRefused(isOfAddress);
        long count;
        lock (_gate)
        {
            _untold++;
            if (_toldAt is { } told && time.GetElapsedTime(told) < BetweenLogs)
                return;
            (count, _untold, _toldAt) = (_untold, 0, time.GetTimestamp());
        }

        ApiLog.ConnectionsRefused(logger, count, limits.Total, limits.PerAddress);
    }

    private static byte[] Refusal(IOptions<JsonOptions> json, ProblemKind kind, string detail)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Problem(kind.Type, kind.Title, kind.Status, detail, "", "", null), json.Value.SerializerOptions);
        var head = FormattableString.Invariant(
            $"HTTP/1.1 {kind.Status} {ReasonPhrases.GetReasonPhrase(kind.Status)}\r\nContent-Length: {body.Length}\r\n")
            + FormattableString.Invariant($"Content-Type: {Problem.MediaType}\r\nRetry-After: {kind.RetryAfterSeconds}\r\n")
            + "Connection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
