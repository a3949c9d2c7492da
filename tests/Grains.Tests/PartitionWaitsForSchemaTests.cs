using StreamPulse.Core.Avro;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Tests;

/// <summary>A partition with a record whose schema cannot be looked for waits in front of it, and says so.</summary>
public sealed class PartitionWaitsForSchemaTests
{
    [Fact]
    public async Task NothingBehindTheRecordIsRead_UntilTheSchemaIsKnown()
    {
        var lone = new LonePartition();
        var source = new Source();
        using var partition = await lone.OpenAsync(source);
        var bare = HandMadeEvents.Encode("FR", HandMadeEvents.Start);
        byte[][] values = [bare, [0, 0, 0, 0, 8, .. bare], bare];

        await lone.DeliverAsync(partition, values);
        var waiting = lone.Report(partition);
        Assert.Equal((1L, PipelineProblemKind.SchemaAway), (waiting.NextOffset, waiting.Problem?.Kind));
        Assert.Contains("offset 1. The registry is away.", waiting.Problem!.Reason);

        source.IsAway = false;
        lone.GoBackTo(0);
        await lone.DeliverAsync(partition, values);
        var read = lone.Report(partition);
        Assert.Equal((3L, null), (read.NextOffset, read.Problem));
        await partition.CommitAsync(default);
        Assert.Equal((3L, 0L), (lone.Commits[^1].Totals.Counted, lone.Commits[^1].Totals.DeadLettered));
    }

    private sealed class Source : ISchemaSource
    {
        public bool IsAway { get; set; } = true;

        public AvroSchemaSet Schemas { get; } = new(new AvroSchemaSetOptions { Learns = true });

        public Task LearnAsync(SchemaId id, CancellationToken cancellationToken)
        {
            if (IsAway)
                throw new SchemaUnavailableException("The registry is away.");
            Schemas.Learn(id, ContentDownloadSchema.Json);
            return Task.CompletedTask;
        }

        public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
