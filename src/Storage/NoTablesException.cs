namespace StreamPulse.Storage;

/// <summary>A database that was to be looked at has no tables of this program: most likely another was meant. The user's fault.</summary>
public sealed class NoTablesException(string message) : Exception(message);
