using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace StreamPulse.Log.Postgres;

/// <summary>
/// The embedded event log: tables log_partitions and event_log of a migrated database. Durable before it acknowledges; offsets become
/// visible in order. Any number of processes may append and read at once.
/// </summary>
public sealed class PostgresEventLog : IEventLog, IEventLogAppender
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly PostgresEventLogOptions _options;
    private readonly LogPartitions _partitions;
    private readonly int[] _livePartitions;
    private readonly RecordEncoder _encoder;
    private readonly DurableWrite _durableWrite;
    private readonly AppendWriter _writer;
    private readonly ImportWriter _imports;
    private readonly AppendListener _listener;
    private int _disposed;

    private PostgresEventLog(
        NpgsqlDataSource dataSource, PostgresEventLogOptions options, LogPartitions partitions, int[] livePartitions, ILogger logger)
    {
        _dataSource = dataSource;
        _options = options;
        _partitions = partitions;
        _livePartitions = livePartitions;
        _encoder = new RecordEncoder(options);
        _durableWrite = new DurableWrite(dataSource, options.RetryFor, logger);
        _writer = new AppendWriter(_durableWrite, _encoder, options);
        _imports = new ImportWriter(_durableWrite, _encoder);
        _listener = new AppendListener(dataSource, options.PollInterval, logger);
    }

    /// <summary>
    /// Numbers of the live partitions, in order; a key belongs to the one at <see cref="KeyPartitioner.PartitionOf"/> of their number.
    /// </summary>
    public IReadOnlyList<int> LivePartitions => _livePartitions;

    /// <summary>
    /// Opens the log of a migrated database and creates the live partitions that are missing. The data source stays the caller's.
    /// </summary>
    /// <exception cref="PartitionCountException">Fewer partitions are wanted than there are.</exception>
    /// <exception cref="LogUnavailableException">The database cannot be reached.</exception>
    public static async Task<PostgresEventLog> OpenAsync(
        NpgsqlDataSource dataSource, PostgresEventLogOptions options, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var partitions = new LogPartitions(dataSource);
        var live = await TranslateAsync(() => partitions.EnsureLiveAsync(options.LivePartitions, cancellationToken)).ConfigureAwait(false);
        return new PostgresEventLog(dataSource, options, partitions, live, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
        => TranslateAsync(() => _partitions.ListAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
        => Task.FromResult(new LogIdentity("embedded", string.Empty, null));

    /// <inheritdoc/>
    public void Checkpointed(int partition, long nextOffset)
    {
        // The checkpoint is in the same database; there is nothing else to update.
    }

    /// <inheritdoc/>
    public ILogReader OpenReader(int partition, long fromOffset)
        => new PostgresLogReader(
            new EventRowReader(_dataSource, partition, _options.FetchBytes), _listener.SignalOf(partition), fromOffset,
            _options.PollInterval);

    /// <inheritdoc/>
    /// <remarks>A caller that cancels does not know whether its records are appended. One batch is appended whole or not at all.</remarks>
    /// <exception cref="RecordTooLargeException">
    /// A record is larger than <see cref="PostgresEventLogOptions.MaximumRecordBytes"/>.
    /// </exception>
    public async ValueTask AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Count > 0)
            await _writer.AppendAsync(new AppendRequest(_encoder.Encode(batch, _livePartitions)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The partition that takes a file: a new one, or the one of the same fingerprint whose import was interrupted; go on at its
    /// <see cref="ImportPartition.ImportPosition"/>.
    /// </summary>
    /// <param name="source">Name of the file, for people.</param>
    /// <param name="fingerprint">The same for the same content.</param>
    /// <param name="again">
    /// Whether to import the content once more, unless the last such import was interrupted before all of it was stored and counted.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>One that is sealed if all of the file is stored.</returns>
    public Task<ImportPartition> OpenImportAsync(string source, string fingerprint, bool again, CancellationToken cancellationToken)
        => TranslateAsync(() => _partitions.EnsureImportAsync(source, fingerprint, again, cancellationToken));

    /// <summary>
    /// Appends all records to the import's partition whatever their key, stores the rejected lines as dead letters and moves the position,
    /// all or nothing.
    /// </summary>
    /// <param name="partition">As it was returned last.</param>
    /// <param name="batch">May be empty.</param>
    /// <param name="newImportPosition">
    /// Items of the import that are stored, these records and rejects included; beyond the partition's.
    /// </param>
    /// <param name="rejects">May be empty.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting; whether it was appended is then not known, and the next OpenImportAsync tells.
    /// </param>
    /// <param name="rest">Rejected lines that are counted and not stored; null for none.</param>
    /// <returns>The partition as it is now, for the next call.</returns>
    /// <exception cref="ImportConflictException">Another process has moved the position meanwhile. Nothing was appended.</exception>
    /// <exception cref="PartitionSealedException">The import is complete. Nothing was appended.</exception>
    public Task<ImportPartition> AppendImportAsync(
        ImportPartition partition, AppendBatch batch, long newImportPosition, IReadOnlyList<ImportDeadLetter> rejects,
        CancellationToken cancellationToken, ImportRejectRest? rest = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(newImportPosition, partition.ImportPosition);
        return _imports.AppendAsync(partition, batch, newImportPosition, rejects, rest, cancellationToken);
    }

    /// <summary>
    /// Marks a partition as complete: its records stay, and nothing can be appended any more. Sealing twice changes nothing.
    /// </summary>
    public Task SealAsync(int partition, CancellationToken cancellationToken)
        => TranslateAsync(async () =>
        {
            await using var batch = _dataSource.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE log_partitions SET sealed = true WHERE partition = $1")
            {
                Parameters = { new NpgsqlParameter<int> { TypedValue = partition } },
            });
            batch.BatchCommands.Add(EventRowStatements.Announce(partition));
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        });

    /// <summary>
    /// Retention: deletes whole rows from the oldest on, while they are older than <paramref name="ingestedBefore"/> or the log is larger
    /// than <paramref name="maximumBytes"/>. Never beyond a partition's checkpoint, and nothing of a partition that has none. Keeps the
    /// span of event times that were deleted.
    /// </summary>
    /// <param name="ingestedBefore">Null: no bound in time.</param>
    /// <param name="maximumBytes">Bound of all payloads together; null: none.</param>
    /// <param name="eventTimeOf">Finds a record's event time.</param>
    /// <param name="cancellationToken">Stops between two steps; what was deleted stays so.</param>
    public Task<TrimResult> TrimAsync(
        DateTimeOffset? ingestedBefore, long? maximumBytes, EventTimeOf eventTimeOf, CancellationToken cancellationToken)
        => TranslateAsync(() => new LogRetention(_dataSource).TrimAsync(ingestedBefore, maximumBytes, eventTimeOf, cancellationToken));

    /// <summary>Writes what was accepted and closes the log's connections. Dispose the readers before this.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _durableWrite.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresErrors.Translate(e, "") is { } translated)
        {
            throw translated;
        }
    }
}
