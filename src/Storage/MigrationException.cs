namespace StreamPulse.Storage;

/// <summary>The database's schema and this build do not match. A retry does not help; the message says what to do.</summary>
public sealed class MigrationException(string message) : Exception(message);
