namespace StreamPulse.Storage.Commits;

/// <summary>When a row that is there already is replaced.</summary>
public enum RowGuard
{
    /// <summary>When it says something else. For a writer that is known to be the only one: its transaction moves checkpoints.</summary>
    Differs,

    /// <summary>
    /// When the new one counts more downloads. For writers that may work beside each other: a row is a merge of prefixes, prefixes only grow, and
    /// the merge of the longest ones counts more than any other, so it stays whoever writes before or after it.
    /// </summary>
    Grown,
}
