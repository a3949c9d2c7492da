using StreamPulse.Core.Detection;
using StreamPulse.Core.Results;

namespace StreamPulse.Pipeline.Ports;

/// <summary>Calls to the operator that judges windows, wherever it runs.</summary>
public interface IAlertPeer
{
    /// <summary>Judges windows whose rows are written. Changes nothing: the outcome is stored with their closing.</summary>
    /// <param name="windows">Ascending.</param>
    /// <exception cref="TimeoutException">No answer came; ask again.</exception>
    Task<Judgement> JudgeAsync(IReadOnlyList<WindowRange> windows, CancellationToken cancellationToken);
}

/// <summary>What windows do to alerts.</summary>
/// <param name="Closings">Number of closings that were stored when the rules began: the outcome holds for the next one only.</param>
public sealed record Judgement(AlertOutcome Outcome, long Closings)
{
    /// <summary><see cref="JudgedRows.DigestOf"/> of the rows that the rules read.</summary>
    public string Rows { get; init; } = JudgedRows.DigestOf([]);
}
