using StreamPulse.Core.Results;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>How the pipeline is doing, as a test sets it.</summary>
internal sealed class FakeProgress : IPipelineProgress
{
    public static readonly LogCondition Kafka = new("kafka", "content-downloads", true, null);

    public PipelineProgress Now { get; set; } = new("running", null, Kafka, []);

    public PipelineProgress GetProgress() => Now;
}
