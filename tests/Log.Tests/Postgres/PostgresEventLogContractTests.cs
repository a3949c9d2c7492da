using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Postgres;

/// <summary>The contract with the default options.</summary>
public sealed class PostgresEventLogContractTests(PostgresFixture postgres) : EventLogContractTests
{
    protected override async Task<(IEventLog Log, IEventLogAppender Appender)> OpenEmptyAsync()
    {
        var log = await PostgresEventLog.OpenAsync(await postgres.CreateDatabaseAsync(), new PostgresEventLogOptions());
        return (log, log);
    }
}

/// <summary>
/// The contract with limits so small that every one is reached: rows of 7 records, fetches of a few rows, a queue of one batch.
/// </summary>
public sealed class TightPostgresEventLogContractTests(PostgresFixture postgres) : EventLogContractTests
{
    protected override async Task<(IEventLog Log, IEventLogAppender Appender)> OpenEmptyAsync()
    {
        var options = new PostgresEventLogOptions
        {
            MaximumRowRecords = 7,
            MaximumRowBytes = 256,
            FetchBytes = 300,
            MaximumCommitBytes = 1024,
            MaximumQueuedBytes = 1024,
            MaximumQueuedRecords = 30,
        };
        var log = await PostgresEventLog.OpenAsync(await postgres.CreateDatabaseAsync(), options);
        return (log, log);
    }
}
