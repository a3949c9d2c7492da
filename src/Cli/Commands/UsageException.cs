namespace StreamPulse.Cli.Commands;

/// <summary>The call's words do not fit together. The user's.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The port is taken.</summary>
internal sealed class PortInUseException(int port, Exception inner)
    : Exception($"Port {port} is in use. End the program that has it, or choose another one with --port (0 takes a free one).", inner);

/// <summary>Another program already works on this database: a standalone engine, or a cluster.</summary>
internal sealed class EngineBusyException()
    : Exception("Another StreamPulse process already works on this database (up, an import, or a cluster). Stop it first, or use another one with --data DIR.");

/// <summary>Another process retries dead letters of this database.</summary>
internal sealed class RetryBusyException()
    : Exception("Another process retries dead letters of this database. Wait until it has ended.");
