namespace StreamPulse.Simulation.Tests.Store;

public sealed class SimulatedStoreContractTests : StoreContractTests
{
    protected override Task<IStoreUnderTest> OpenEmptyAsync() => Task.FromResult<IStoreUnderTest>(new SimulatedStoreUnderTest());
}
