namespace StreamPulse.Core.Partials;

/// <summary>What a merged window is asked for.</summary>
public enum WindowPhase
{
    /// <summary>All its rows, again and again, for live answers.</summary>
    Open,

    /// <summary>The rows that have changed, to be written.</summary>
    Closed,
}
