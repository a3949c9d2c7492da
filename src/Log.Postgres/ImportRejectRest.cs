namespace StreamPulse.Log.Postgres;

/// <summary>
/// Rejected lines of a file beyond those that are stored. They are counted as rejected, and one dead letter of the file, at position 0,
/// says how many they are.
/// </summary>
/// <param name="Count">How many since the last call.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">How many in all, by reason, for people; replaces what was stored by the last call.</param>
public sealed record ImportRejectRest(long Count, string Reason, string Detail);
