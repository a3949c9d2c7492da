namespace StreamPulse.Chaos;

/// <summary>The run could not be brought to its end; that is a finding too.</summary>
internal sealed class ChaosException(string message) : Exception(message);
