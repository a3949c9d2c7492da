namespace StreamPulse.Cli.Commands;

/// <summary>The arguments are wrong or contradict each other. The user's fault.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The port is in use.</summary>
internal sealed class PortInUseException(int port)
    : Exception($"Port {port} is in use. Stop the program that uses it, or choose another port with --port (0 picks a free port).");

/// <summary>Another process is retrying dead letters of this database.</summary>
internal sealed class RetryBusyException()
    : Exception("Another process is retrying dead letters of this database. Wait until it has finished.");
