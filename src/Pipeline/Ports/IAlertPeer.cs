using StreamPulse.Core.Detection;
using StreamPulse.Core.Results;

namespace StreamPulse.Pipeline.Ports;

/// <summary>Calls to the operator that judges windows, wherever it runs.</summary>
public interface IAlertPeer
{
    /// <summary>Judges windows whose rows are written. Changes nothing: the outcome is stored with their closing.</summary>
    /// <param name="windows">Ascending.</param>
    /// <exception cref="TimeoutException">No answer came; ask again.</exception>
    Task<AlertOutcome> JudgeAsync(IReadOnlyList<WindowRange> windows, CancellationToken cancellationToken);
}
