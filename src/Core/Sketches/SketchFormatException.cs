namespace StreamPulse.Core.Sketches;

/// <summary>
/// Bytes that should hold a sketch do not. The fault lies with what stored or sent them; reading them again does not help.
/// </summary>
public sealed class SketchFormatException(string message) : FormatException(message);
