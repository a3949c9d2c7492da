namespace StreamPulse.Pipeline.Ports;

/// <summary>What stops a part of the pipeline.</summary>
/// <param name="Reason">A sentence for operators.</param>
public sealed record PipelineProblem(PipelineProblemKind Kind, string Reason);

/// <summary>Kinds of problems.</summary>
public enum PipelineProblemKind
{
    /// <summary>The log cannot be read; reading is retried.</summary>
    LogAway,

    /// <summary>The store does not accept commits; they are retried.</summary>
    StoreAway,

    /// <summary>A retry does not help: an operator has to decide.</summary>
    Blocked,

    /// <summary>Whether a schema that a record names exists cannot be found out; it is retried, and the partition waits.</summary>
    SchemaAway,
}
