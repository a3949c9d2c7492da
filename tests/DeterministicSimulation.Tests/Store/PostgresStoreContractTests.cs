using StreamPulse.Testing;

namespace StreamPulse.DeterministicSimulation.Tests.Store;

public sealed class PostgresStoreContractTests(PostgresFixture postgres) : StoreContractTests
{
    protected override async Task<IStoreUnderTest> OpenEmptyAsync() => new PostgresStoreUnderTest(await postgres.CreateDatabaseAsync());
}
