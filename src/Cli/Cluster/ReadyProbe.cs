using System.Net;

namespace StreamPulse.Cli.Cluster;

/// <summary>Polls the readiness endpoints of programs.</summary>
internal sealed class ReadyProbe : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Returns when the address responds with 200.</summary>
    public async Task WaitAsync(Uri address, CancellationToken cancellationToken)
    {
        while (!await IsReadyAsync(address, cancellationToken))
            await Task.Delay(Pause, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<bool> IsReadyAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(address, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
