using StreamPulse.Core.Results;

namespace StreamPulse.Hosting.Gateway;

/// <summary>The silo in the same process.</summary>
internal sealed class SiloInProcess(IGrainFactory grains, ISiloStatusOracle silo) : IPipelineGrains
{
    /// <inheritdoc/>
    public IGrainFactory Factory
        => silo.CurrentStatus == SiloStatus.Active
            ? grains
            : throw new LiveStateUnavailableException($"The silo is not active (it is {silo.CurrentStatus}).");
}
