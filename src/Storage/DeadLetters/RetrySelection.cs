namespace StreamPulse.Storage.DeadLetters;

/// <summary>
/// Which dead letters to append to the log again: by id, or all of a reason. Those of stage "import" are never among them.
/// </summary>
/// <param name="Ids">Null where a reason selects.</param>
/// <param name="Reason">Null where ids select.</param>
/// <param name="Again">Include those whose retry was started and has no known outcome.</param>
public sealed record RetrySelection(IReadOnlyList<long>? Ids, string? Reason, bool Again);
