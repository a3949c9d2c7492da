using StreamPulse.Core.Windows;
using StreamPulse.Pipeline;

namespace StreamPulse.Grains.Hosting;

/// <summary>Refuses to start a silo whose grains cannot work.</summary>
internal sealed class PipelineOptionsValidator(PipelineOptions options, PipelineSettings settings) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        string[] problems = [.. settings.Problems(), .. options.Problems()];
        if (problems.Length > 0)
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, problems));
    }
}
