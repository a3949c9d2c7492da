namespace StreamPulse.Storage;

/// <summary>The database's schema and this build do not fit together. Trying again does not help; the message says what does.</summary>
public sealed class MigrationException(string message) : Exception(message);
