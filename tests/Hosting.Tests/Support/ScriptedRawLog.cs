using System.Runtime.CompilerServices;
using StreamPulse.Log;
using StreamPulse.Storage.Recount;
using StreamPulse.Verify;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>The raw records of a scripted log, for a recount. It does not tell what retention took away, as Kafka does not.</summary>
internal sealed class ScriptedRawLog(ScriptedLog log, IRawLog inner) : IRawLog
{
    public async Task<IRawLogView> OpenAsync(CancellationToken cancellationToken)
        => new View(log, await inner.OpenAsync(cancellationToken));

    private sealed class View(ScriptedLog log, IRawLogView inner) : IRawLogView
    {
        public LogIdentity Identity => log.Identity;

        public IReadOnlyCollection<LogBeginning> Beginnings
            => [.. inner.Beginnings.Select(b => new LogBeginning(b.Partition, log.Earliest.GetValueOrDefault(b.Partition), null))];

        public async IAsyncEnumerable<RawRecord> ReadAsync(
            int partition, long fromOffset, long endOffset, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Assert.True(fromOffset >= log.Earliest.GetValueOrDefault(partition), "Reads what retention took away.");
            await foreach (var record in inner.ReadAsync(partition, log.InnerOf(fromOffset), log.InnerOf(endOffset), cancellationToken))
                yield return record with { Offset = record.Offset * log.Stride };
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
