using StreamPulse.Core.Results;

namespace StreamPulse.Hosting.Gateway;

/// <summary>How a gateway calls the grains of the pipeline: by a client, or directly where a silo is in the same process.</summary>
internal interface IPipelineGrains
{
    /// <summary>Makes references to grains.</summary>
    /// <exception cref="LiveStateUnavailableException">No silo can be reached yet.</exception>
    IGrainFactory Factory { get; }
}
