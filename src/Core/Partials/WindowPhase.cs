namespace StreamPulse.Core.Partials;

/// <summary>The state of a window in its merger.</summary>
public enum WindowPhase
{
    /// <summary>The merged watermark has not passed its end: it has no rows yet and is part of live answers.</summary>
    Open,

    /// <summary>The merged watermark has passed its end: it has rows, and every change revises them.</summary>
    Closed,
}
