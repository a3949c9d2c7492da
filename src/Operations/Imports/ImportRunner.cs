using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Import;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Imports a file into the embedded log, as a partition of its own: a file is one ordered sequence with its own watermark, so events of
/// years ago are in time in it, whatever else the log holds. Each step appends records, stores rejects and moves the position in one
/// transaction, so an interrupted import resumes when it is started again, and nothing is in the log twice.
/// </summary>
public sealed class ImportRunner(PostgresEventLog log)
{
    private const int MaxRecords = 5000;
    private const int MaxBytes = 1024 * 1024;

    private readonly AppendBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly List<ImportDeadLetter> _rejects = [];

    /// <summary>Reads to the end and seals the partition.</summary>
    /// <param name="source">Name of the file, for people.</param>
    /// <param name="fingerprint">The same for the same content; another one imports the same content again.</param>
    /// <param name="progress">Receives the position in bytes of the file.</param>
    /// <exception cref="ImportAlreadyDoneException">The same content was imported before.</exception>
    /// <exception cref="LogUnavailableException">The log became unreachable; start again to resume.</exception>
    public async Task<ImportResult> RunAsync(
        ImportReader reader, string source, string fingerprint, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var partition = await log.OpenImportAsync(source, fingerprint, cancellationToken);
        var (resumedAt, successful, rejected) = (partition.ImportPosition, 0L, 0L);
        var events = 0L;
        var position = resumedAt;
        while (reader.TryRead(out var item))
        {
            var isNew = item.Number > resumedAt;
            position = Math.Max(position, item.Number);
            if (item.Event is { } e)
            {
                events++;
                successful += e.Download.Status == "success" ? 1 : 0;
                if (isNew)
                    Add(e);
            }
            else if (item.Reject is { } reject)
            {
                rejected++;
                if (isNew)
                    _rejects.Add(new ImportDeadLetter(item.Number, reject.Reason, reject.Detail, reject.Raw));
            }

            if (_batch.Count + _rejects.Count < MaxRecords && _batch.SizeBytes < MaxBytes)
                continue;
            partition = await FlushAsync(partition, position, cancellationToken);
            progress?.Report(reader.BytesTaken);
        }

        partition = await FlushAsync(partition, position, cancellationToken);
        await log.SealAsync(partition.Partition, cancellationToken);
        progress?.Report(reader.BytesTaken);
        return new ImportResult(
            partition.Partition, reader.Format, events, successful, rejected, resumedAt, partition.NextOffset, reader.Summary);
    }

    private void Add(Core.Events.ContentDownloadEvent e)
    {
        _value.ResetWrittenCount();
        AvroEventWriter.Write(e, _value);
        _batch.Add(Encoding.UTF8.GetBytes(e.UserContext.Region), _value.WrittenSpan);
    }

    private async Task<ImportPartition> FlushAsync(ImportPartition partition, long position, CancellationToken cancellationToken)
    {
        if (_batch.Count + _rejects.Count == 0)
            return partition;
        var moved = await log.AppendImportAsync(partition, _batch, position, _rejects, cancellationToken);
        _batch.Clear();
        _rejects.Clear();
        return moved;
    }
}
