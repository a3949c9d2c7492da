namespace StreamPulse.Log.Postgres;

/// <summary>Fewer live partitions are wanted than the log has. The user's fault; the message says what to do.</summary>
public sealed class PartitionCountException(int wanted, int existing)
    : Exception($"The log has {existing} live partitions and {wanted} are wanted. The number can grow, not shrink: the events of the "
        + $"removed ones would be lost. Ask for {existing} or more, or start with an empty database.");
