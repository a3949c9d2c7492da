namespace StreamPulse.Core.Avro;

/// <summary>The bytes are not the Avro they should be. The sender's fault; trying again does not help.</summary>
/// <param name="problem">What is wrong, without the position.</param>
/// <param name="position">Zero-based byte position in the input (a file or a single record) at which it was noticed.</param>
public sealed class AvroFormatException(string problem, long position, Exception? inner = null)
    : Exception($"{problem} (at byte {position})", inner)
{
    /// <summary>What is wrong, without the position.</summary>
    public string Problem { get; } = problem;

    /// <summary>Zero-based byte position in the input at which it was noticed.</summary>
    public long Position { get; } = position;
}
