using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Partitions;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>The operator of a partition by itself: a test delivers its records, closes its windows and moves its clock.</summary>
internal sealed class LonePartition
{
    public static readonly PipelineOptions Options = new();

    private long _nextOffset;
    private PartitionReport? _last;

    public ManualClock Clock { get; } = new();

    /// <summary>All commits so far.</summary>
    public List<PartitionCommit> Commits { get; } = [];

    public Task<PartitionOperator> OpenAsync(ISchemaSource? schemas = null)
        => PartitionOperator.OpenAsync(
            new LogPartition(0, 0, 0, false), new CommitsOnlyStore(Commits), new EmptyLog(), new PipelineSettings(), Options,
            schemas ?? new FixedSchemas(AvroSchemaSet.Default), Clock, NullLogger.Instance, default);

    public PartitionReport Report(PartitionOperator partition, params long[] closed)
        => _last = partition.Report(
            new PartitionNews(_nextOffset, _last?.At, false, closed, _last?.Activation ?? Guid.Empty, _last?.Commits ?? -1));

    /// <summary>Delivers one download.</summary>
    /// <param name="atSeconds">Its event time after <see cref="HandMadeEvents.Start"/>.</param>
    public Task DeliverAsync(PartitionOperator partition, double atSeconds, string region = "FR")
        => DeliverAsync(partition, HandMadeEvents.Encode(region, HandMadeEvents.Start.AddSeconds(atSeconds)));

    /// <summary>Delivers values as one batch.</summary>
    public async Task DeliverAsync(PartitionOperator partition, params byte[][] values)
    {
        var writer = new LogBatchWriter(0);
        writer.Begin(_nextOffset);
        foreach (var value in values)
            writer.Add(new RecordRun(_nextOffset++, 1, HandMadeEvents.Start.AddDays(1).ToUnixTimeMilliseconds(), "FR"u8, value));
        await partition.DeliverAsync(new DeliveredBatch(writer.End(_nextOffset)));
    }

    /// <summary>The next delivery begins at this offset.</summary>
    public void GoBackTo(long offset) => _nextOffset = offset;

    private sealed class CommitsOnlyStore(List<PartitionCommit> commits) : IPartitionStore
    {
        public Task<StoredPartition> LoadAsync(
            int partition, long earliestOffset, PipelineSettings settings, Utf8KeyInterner interner, long? setBackToMs,
            CancellationToken cancellationToken)
            => Task.FromResult(new StoredPartition(
                new StoredCheckpoint(0, Watermark.None, default), [], new Dictionary<long, int>(),
                new HashSet<long>(), new HashSet<long>()));

        public Task CommitAsync(PartitionCommit commit, bool mayBeCommitted, CancellationToken cancellationToken)
        {
            commits.Add(commit);
            return Task.CompletedTask;
        }
    }
}
