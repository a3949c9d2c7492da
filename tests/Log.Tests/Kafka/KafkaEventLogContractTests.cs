using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Kafka;

/// <summary>The contract by the batch path.</summary>
public sealed class BatchKafkaEventLogContractTests() : KafkaEventLogContractTests(KafkaReadPath.Batch);

/// <summary>The contract by the managed path.</summary>
public sealed class ManagedKafkaEventLogContractTests() : KafkaEventLogContractTests(KafkaReadPath.Managed);

/// <summary>The contract over Kafka's protocol: a mock cluster for each test, or the real broker that is named.</summary>
public abstract class KafkaEventLogContractTests(KafkaReadPath path) : EventLogContractTests, IDisposable
{
    private readonly MockKafka? _kafka = KafkaTestLog.StartMock();

    /// <inheritdoc/>
    public void Dispose()
    {
        _kafka?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task<(IEventLog Log, IEventLogAppender Appender)> OpenEmptyAsync()
    {
        var log = await KafkaTestLog.OpenAsync(KafkaTestLog.Options(_kafka) with { ReadPath = path }, _kafka);
        Assert.Equal(path, log.ReadPath);
        return (log, log);
    }
}
