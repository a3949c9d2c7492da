namespace StreamPulse.Storage;

/// <summary>The database was to be looked at and has none of this program's tables: most likely another one was meant. The user's fault.</summary>
public sealed class NoTablesException(string message) : Exception(message);
