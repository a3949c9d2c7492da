using StreamPulse.Core.Results;

namespace StreamPulse.Simulation.Store;

/// <summary>A result row as the store holds it.</summary>
/// <param name="Figures">Every column that is not a key, as text; the same text is the same row.</param>
/// <param name="Total">Downloads that it counts.</param>
/// <param name="Source">The row as it was written.</param>
internal sealed record StoredRow(string Table, string Key, WindowRange Window, string Figures, long Total, int Revision, object Source)
{
    /// <summary>What the row is found by.</summary>
    public (string Table, string Key, long WindowStartMs) Id => (Table, Key, Window.StartMs);
}
