namespace StreamPulse.Storage.DeadLetters;

/// <summary>Which dead letters to append to the log again: by id, or all of a reason. Those of stage "import" are never among them.</summary>
/// <param name="Ids">Null where a reason tells.</param>
/// <param name="Reason">Null where ids tell.</param>
/// <param name="Again">Take also those whose retry was begun and has no known outcome.</param>
public sealed record RetrySelection(IReadOnlyList<long>? Ids, string? Reason, bool Again);

/// <summary>How many a selection names, by what can be done with them.</summary>
/// <param name="LastId">The highest id among them; 0 for none.</param>
/// <param name="Ready">Never retried.</param>
/// <param name="Started">A retry was begun and broke off: they may be in the log again or not.</param>
/// <param name="Done">In the log again; such a one is never appended a third time. If it failed again, that is a dead letter of its own.</param>
/// <param name="Import">Lines of a file: not records, so they cannot be appended.</param>
public sealed record RetryCounts(long LastId, long Ready, long Started, long Done, long Import)
{
    /// <summary>All that were found.</summary>
    public long Found => Ready + Started + Done + Import;
}
