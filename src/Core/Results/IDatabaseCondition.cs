namespace StreamPulse.Core.Results;

/// <summary>What a program that runs its database server itself knows of it, for health.</summary>
public interface IDatabaseCondition
{
    /// <summary>Why the server does not run, as a sentence; null while it does, or where nothing is known.</summary>
    string? Problem { get; }
}
