using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Log.Kafka.Native;
using StreamPulse.Log.Kafka.Producing;
using StreamPulse.Log.Kafka.Reading;

namespace StreamPulse.Log.Kafka;

/// <summary>
/// A Kafka topic as the event log. Each reader is assigned its partition and offset, nobody joins a group, and offsets are committed for
/// lag tools only. Any number of processes may append and read at once.
/// </summary>
public sealed class KafkaEventLog : IEventLog, IEventLogAppender
{
    private readonly KafkaOptions _options;
    private readonly ILogger _logger;
    private readonly BrokerHealth _health;
    private readonly KafkaClients _clients;
    private readonly IAdminClient _adminClient;
    private readonly OpenCalls _adminCalls = new();
    private readonly ConsumerPool _consumers;
    private readonly KafkaAppender _appender;
    private readonly Lazy<CommittedOffsets> _committed;
    private readonly KafkaReadPath _path;
    private int _isDisposed;

    private KafkaEventLog(KafkaOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _health = new BrokerHealth(options, logger);
        _clients = new KafkaClients(options, _health, logger);
        _adminClient = _clients.BuildAdmin();
        _consumers = new ConsumerPool(options, _clients);
        _appender = new KafkaAppender(options);
        _committed = new Lazy<CommittedOffsets>(() => new CommittedOffsets(options, _clients, logger));
        _path = PathInForce();
    }

    /// <summary>How records are read: by the managed client where the batch call cannot be used, whatever was configured.</summary>
    public KafkaReadPath ReadPath => _path;

    /// <summary>Why no broker can be reached; null when one can, as far as is known.</summary>
    public string? Outage => _health.Outage;

    private KafkaTopicAdmin Admin => new(_options, _adminClient, _adminCalls, _health, _logger);

    /// <summary>Opens the log. Sends no request to a broker yet.</summary>
    /// <exception cref="KafkaOptionsException">The options cannot work.</exception>
    public static KafkaEventLog Open(KafkaOptions options, ILogger? logger = null)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new KafkaOptionsException(string.Join(Environment.NewLine, problems));
        KafkaClientConfig.Consumer(options);
        KafkaClientConfig.Producer(options);
        return new KafkaEventLog(options, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) => Admin.IdentifyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken) => Admin.ListAsync(cancellationToken);

    /// <summary>Creates the topics where they are missing, if <see cref="KafkaOptions.CreateTopics"/> is on.</summary>
    /// <exception cref="LogUnavailableException">No broker can do it now.</exception>
    public async Task EnsureTopicsAsync(CancellationToken cancellationToken)
    {
        if (!_options.CreateTopics)
            return;
        await Admin.EnsureAsync(_options.Topic, cancellationToken).ConfigureAwait(false);
        await Admin.EnsureAsync(_options.DeadLetterTopic, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ILogReader OpenReader(int partition, long fromOffset)
        => _path == KafkaReadPath.Batch
            ? new BatchLogReader(_consumers, _options, _health, partition, fromOffset)
            : new ManagedLogReader(_clients, _options, _health, partition, fromOffset);

    /// <inheritdoc/>
    public void Checkpointed(int partition, long nextOffset) => _committed.Value.Set(partition, nextOffset);

    /// <inheritdoc/>
    /// <remarks>
    /// When it fails, some records of the batch may be in the topic and others not: <see cref="LogUnavailableException.NotAcknowledged"/>
    /// says how many are not known to be.
    /// </remarks>
    /// <exception cref="RecordTooLargeException">
    /// A record is larger than the producer's message.max.bytes; nothing was appended.
    /// </exception>
    public async ValueTask AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _appender.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for records and requests in flight and closes the clients. Dispose the readers before this.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        if (_committed.IsValueCreated)
            await _committed.Value.DisposeAsync().ConfigureAwait(false);
        await _appender.DisposeAsync().ConfigureAwait(false);
        await _consumers.DisposeAsync().ConfigureAwait(false);
        await _adminCalls.CloseAsync().ConfigureAwait(false);
        await Task.Run(_adminClient.Dispose).ConfigureAwait(false);
    }

    /// <summary>The batch path, if the client's internals that it needs are as expected.</summary>
    private KafkaReadPath PathInForce()
    {
        if (_options.ReadPath == KafkaReadPath.Managed)
            return KafkaReadPath.Managed;
        try
        {
            _ = LibrdkafkaApi.Instance;
            _ = ClientHandle.Of(_adminClient);
            return KafkaReadPath.Batch;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or MissingMemberException or TypeLoadException)
        {
            KafkaLogMessages.BatchPathMissing(_logger, e.Message);
            return KafkaReadPath.Managed;
        }
    }
}
