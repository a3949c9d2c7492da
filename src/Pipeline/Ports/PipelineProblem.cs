namespace StreamPulse.Pipeline.Ports;

/// <summary>What keeps a part of the pipeline from going on.</summary>
/// <param name="Reason">A sentence for operators.</param>
public sealed record PipelineProblem(PipelineProblemKind Kind, string Reason);

/// <summary>Kinds of problems.</summary>
public enum PipelineProblemKind
{
    /// <summary>The log cannot be read; it is tried again.</summary>
    LogAway,

    /// <summary>The store does not take commits; it is tried again.</summary>
    StoreAway,

    /// <summary>Trying again does not help: an operator has to decide.</summary>
    Blocked,
}
