namespace StreamPulse.Fuzz.Engine;

/// <summary>An input for which a property does not hold.</summary>
/// <param name="Number">Number of the input in the run, from 0; -1 for one that was given.</param>
/// <param name="Kind">Equal for inputs that fail in the same way.</param>
/// <param name="Error">The exception, with its stack.</param>
/// <param name="Input">As small as minimising made it.</param>
internal sealed record FuzzFinding(string Target, long Number, string Kind, string Error, byte[] Input);
