using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Simulation.Tests.Store;

public sealed class PostgresStoreContractTests(PostgresFixture postgres) : StoreContractTests
{
    protected override async Task<IStoreUnderTest> OpenEmptyAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await new PostgresBinding(database).EnsureSettingsAsync(Settings, default);
        return new PostgresStoreUnderTest(database);
    }
}
