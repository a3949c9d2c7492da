namespace StreamPulse.Storage.DeadLetters;

/// <summary>Number of dead letters that a selection names, by what can be done with them.</summary>
/// <param name="LastId">The highest id among them; 0 for none.</param>
/// <param name="Ready">Never retried.</param>
/// <param name="Started">A retry was interrupted: they may be in the log again or not.</param>
/// <param name="Done">
/// In the log again; never appended a third time. If it failed again, the new record has its own dead letter.
/// </param>
/// <param name="Import">Lines of a file: not records, so they cannot be appended.</param>
public sealed record RetryCounts(long LastId, long Ready, long Started, long Done, long Import)
{
    /// <summary>All that were found.</summary>
    public long Found => Ready + Started + Done + Import;
}
