using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Postgres;

namespace StreamPulse.Log.Postgres;

/// <summary>One connection that listens for appends for all readers, and is opened again when it breaks.</summary>
internal sealed class AppendListener : IAsyncDisposable
{
    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly TimeSpan _pollInterval;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<int, PartitionSignal> _signals = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Task> _loop;

    public AppendListener(NpgsqlDataSource dataSource, TimeSpan pollInterval, ILogger logger)
    {
        _dataSource = dataSource;
        _pollInterval = pollInterval;
        _logger = logger;
        _loop = new Lazy<Task>(() => Task.Run(ListenAlwaysAsync));
    }

    /// <summary>The signal of a partition; the first call starts listening.</summary>
    public PartitionSignal SignalOf(int partition)
    {
        _ = _loop.Value;
        return _signals.GetOrAdd(partition, static _ => new PartitionSignal());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop.IsValueCreated)
            await _loop.Value.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ListenAlwaysAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Never fatal, whatever the error: readers also poll.
                LogMessages.ListenerLost(_logger, DatabaseErrors.Text(e), _pollInterval);
                await Task.Delay(ReopenAfter, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        connection.Notification += OnNotification;
        try
        {
            await using (var listen = new NpgsqlCommand("LISTEN " + EventRowStatements.Channel, connection))
                await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            foreach (var signal in _signals.Values)
                signal.Set(); // something may have been appended before LISTEN took effect
            while (true)
                await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connection.Notification -= OnNotification;
        }
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs e)
    {
        if (int.TryParse(e.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && _signals.TryGetValue(partition, out var signal))
        {
            signal.Set();
        }
    }
}
