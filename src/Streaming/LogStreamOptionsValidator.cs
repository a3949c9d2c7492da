namespace StreamPulse.Streaming;

/// <summary>Refuses to start a silo whose stream provider cannot work.</summary>
internal sealed class LogStreamOptionsValidator(string name, LogStreamOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.Problems(name) is { Count: > 0 } problems)
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, problems));
    }
}
