namespace StreamPulse.Import;

/// <summary>
/// A file or option that cannot be imported at all: the user's fault; a retry does not help. The message is one line that says what to do.
/// </summary>
public sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
